// @ts-check
/** Español: el marco, las palabras comunes y las páginas sobre la identidad. */
export default {
  // Core
  "Please check what is marked.": "Revise lo que está marcado.",
  "The bank cannot be reached. Please check your connection.":
    "No se puede llegar al banco. Compruebe su conexión.",
  "The bank could not answer just now. Please try again in a moment.":
    "El banco no ha podido responder ahora. Inténtelo de nuevo dentro de un momento.",
  optional: "opcional",
  "Show what is typed": "Mostrar lo escrito",
  "Hide what is typed": "Ocultar lo escrito",
  "Please fill this in.": "Rellene este campo.",
  "Please write an amount such as {example}.": "Escriba un importe como {example}.",
  "Please write an e-mail address.": "Escriba una dirección de correo electrónico.",
  "A PIN has 4 or 6 digits.": "Un PIN tiene 4 o 6 cifras.",
  "Please write this as asked for.": "Escríbalo como se pide.",
  "At least {least}.": "Como mínimo {least}.",
  "At most {most}.": "Como máximo {most}.",
  "One moment…": "Un momento…",
  "{count} second": "{count} segundo",
  "{count} seconds": "{count} segundos",
  "{count} minute": "{count} minuto",
  "{count} minutes": "{count} minutos",
  "{count} hour": "{count} hora",
  "{count} hours": "{count} horas",
  Cancel: "Cancelar",
  Close: "Cerrar",
  "Loading…": "Cargando…",
  "Show more": "Mostrar más",
  Copied: "Copiado",
  "Copy {what}": "Copiar {what}",

  // Shell
  "There is no such page": "Esta página no existe",
  "The address may be mistyped, or the page has moved.":
    "Puede que la dirección esté mal escrita o que la página haya cambiado de sitio.",
  "Go to the start": "Ir al inicio",
  "Try again": "Intentar de nuevo",
  "Number of the request: {number}": "Número de la petición: {number}",
  "That did not work": "No ha funcionado",
  "The page could not be shown. It is not your fault.": "No se ha podido mostrar la página. No es culpa suya.",
  "Skip to the content": "Saltar al contenido",
  Notifications: "Avisos",
  "Profile of {name}": "Perfil de {name}",
  "Sign out": "Cerrar sesión",
  "Language and look": "Idioma y aspecto",
  "Identity check": "Verificación de identidad",
  Security: "Seguridad",
  Contact: "Contacto",
  Main: "Principal",
  "Main, for small screens": "Principal, para pantallas pequeñas",
  More: "Más",
  "You are offline. What you see may be out of date.":
    "No tiene conexión. Lo que ve puede no estar al día.",
  "{count} unread": "{count} sin leer",

  // Contact
  "Your name": "Su nombre",
  "E-mail address": "Correo electrónico",
  "The answer is sent there.": "Allí se envía la respuesta.",
  "Phone number": "Teléfono",
  Subject: "Asunto",
  Message: "Mensaje",
  "Please write no passwords, PINs or card numbers.": "No escriba contraseñas, PIN ni números de tarjeta.",
  Send: "Enviar",
  "Thank you. Your message has arrived.": "Gracias. Su mensaje ha llegado.",
  "Its number is {number}. The answer goes to {email}.":
    "Su número es {number}. La respuesta irá a {email}.",
  "Write to the bank. Somebody will answer you by e-mail.":
    "Escriba al banco. Alguien le responderá por correo electrónico.",

  // Documents
  "Add another document": "Añadir otro documento",
  "Kind of document": "Tipo de documento",
  File: "Archivo",
  "Remove this document": "Quitar este documento",
  "{name} is larger than 5 MB.": "{name} ocupa más de 5 MB.",
  Passport: "Pasaporte",
  "National identity card": "Documento nacional de identidad",
  "Driving licence": "Permiso de conducir",
  "Aadhaar card": "Tarjeta Aadhaar",
  "PAN card": "Tarjeta PAN",
  "Social Security card": "Tarjeta de la Seguridad Social",
  "Proof of address": "Justificante de domicilio",
  "Photo of yourself": "Fotografía suya",
  "Another document": "Otro documento",
  "JPEG, PNG or PDF, at most 5 MB.": "JPEG, PNG o PDF, como máximo 5 MB.",

  // Identity check
  "Welcome!": "¡Bienvenido!",
  "You are registered and signed in.": "Su registro está hecho y la sesión, iniciada.",
  "To the staff's site": "Al sitio del personal",
  "This sign-in is no customer's. There is no identity check for it.":
    "Este usuario no es de un cliente. No tiene verificación de identidad.",
  "Still missing: {documents}.": "Todavía falta: {documents}.",
  "Your identity is confirmed.": "Su identidad está confirmada.",
  "You can open accounts and move money.": "Puede abrir cuentas y mover dinero.",
  "Your identity could not be confirmed.": "No se ha podido confirmar su identidad.",
  "The bank's reason: {reason}": "Motivo del banco: {reason}",
  "Put it right below, and the bank checks again.": "Corríjalo aquí abajo y el banco lo comprobará de nuevo.",
  "The bank is checking your identity.": "El banco está comprobando su identidad.",
  "You will be told as soon as it is done. Until then you cannot open accounts.":
    "Se le avisará en cuanto termine. Hasta entonces no puede abrir cuentas.",
  "What the bank knows": "Lo que sabe el banco",
  State: "Estado",
  "Customer number": "Número de cliente",
  "Sent on": "Enviado el",
  "Decided on": "Decidido el",
  "Social Security number": "Número de la Seguridad Social",
  "Aadhaar number": "Número Aadhaar",
  PAN: "PAN",
  "not given": "no indicado",
  "Send a document": "Enviar un documento",
  "Your document is being sent…": "Se está enviando su documento…",
  "The document has arrived.": "El documento ha llegado.",
  "Twelve digits, if you have one.": "Doce cifras, si tiene uno.",
  "Ten characters such as ABCPE1234F, if you have one.": "Diez caracteres, como ABCPE1234F, si tiene uno.",
  "Ask for a new check": "Pedir otra comprobación",
  "Your data is being sent…": "Se están enviando sus datos…",
  "The bank checks your identity again.": "El banco comprueba de nuevo su identidad.",
  "Is your name or your date of birth wrong?": "¿Está mal su nombre o su fecha de nacimiento?",
  "Write to the bank.": "Escriba al banco.",
  "Documents you have sent": "Documentos que ha enviado",
  "You have sent no documents yet.": "Todavía no ha enviado ningún documento.",
  "Download {what}": "Descargar {what}",
  Confirmed: "Confirmada",
  "Not accepted": "No aceptada",
  "Being checked": "En comprobación",

  // Language and look
  Language: "Idioma",
  Look: "Aspecto",
  "As the system": "Como el sistema",
  Light: "Claro",
  Dark: "Oscuro",

  // Notifications
  "You have read everything.": "Lo ha leído todo.",
  "The bank has not written to you yet.": "El banco todavía no le ha escrito.",
  "Mark all as read": "Marcar todo como leído",
  Which: "Cuáles",
  All: "Todos",
  Unread: "Sin leer",
  New: "Nuevo",
  "Mark as read": "Marcar como leído",

  // Signing in and passwords
  "Sign in": "Iniciar sesión",
  "User name or e-mail address": "Usuario o correo electrónico",
  Password: "Contraseña",
  "Please sign in to see this page.": "Inicie sesión para ver esta página.",
  "You are registered. Sign in to follow your identity check.":
    "Su registro está hecho. Inicie sesión para seguir la verificación de su identidad.",
  "Your password is changed. Sign in with the new one.": "Su contraseña ha cambiado. Inicie sesión con la nueva.",
  "Your money, in plain sight": "Su dinero, a la vista",
  "Transfers that happen once, even when the connection breaks.":
    "Transferencias que se hacen una sola vez, aunque se corte la conexión.",
  "Budgets that warn in time, and goals that fill by themselves.":
    "Presupuestos que avisan a tiempo y metas que se llenan solas.",
  "Loans with every instalment on the table before you decide.":
    "Préstamos con todas las cuotas a la vista antes de decidir.",
  "A second factor, a PIN for payments, and a list of where you are signed in.":
    "Un segundo factor, un PIN para los pagos y la lista de dónde tiene la sesión iniciada.",
  "For developers": "Para desarrolladores",
  "Two-factor sign-in": "Inicio de sesión en dos pasos",
  Code: "Código",
  "The six digits of your authenticator app, or one of your recovery codes.":
    "Las seis cifras de su aplicación de autenticación o uno de sus códigos de recuperación.",
  "{reason} Try again in {time}.": "{reason} Inténtelo de nuevo dentro de {time}.",
  "Go on": "Seguir",
  "Send the mail": "Enviar el correo",
  "Look into your mail": "Mire su correo",
  "If the bank knows this address, a mail with the next step is on its way.":
    "Si el banco conoce esta dirección, ya va de camino un correo con el siguiente paso.",
  "I have a token from the mail": "Tengo el código del correo",
  "Forgotten your password?": "¿Ha olvidado su contraseña?",
  "Tell us your e-mail address, and we send you a mail to choose a new one.":
    "Díganos su correo electrónico y le enviaremos un mensaje para elegir otra.",
  "Token from the mail": "Código del correo",
  "New password": "Contraseña nueva",
  "The same password again": "La misma contraseña otra vez",
  "Also switch two-factor sign-in off": "Desactivar también el inicio de sesión en dos pasos",
  "For who never switched it on: possible only in its first days.":
    "Para quien nunca lo activó: solo es posible en sus primeros días.",
  "Change the password": "Cambiar la contraseña",
  "Choose a new password": "Elija una contraseña nueva",
  "At least 8 characters, with a capital letter, a small letter and a digit.":
    "Al menos 8 caracteres, con una mayúscula, una minúscula y una cifra.",
  "The two passwords are not the same.": "Las dos contraseñas no son iguales.",

  // Profile
  Profile: "Perfil",
  "Your sign-in": "Su acceso",
  "User name": "Usuario",
  "With the bank since": "Cliente desde",
  "Last sign-in": "Último inicio de sesión",
  "To change your user name, e-mail address or postal address, please write to the bank.":
    "Para cambiar su usuario, su correo electrónico o su domicilio, escriba al banco.",
  "Your name and phone": "Su nombre y su teléfono",
  "First name": "Nombre",
  "Last name": "Apellidos",
  "With the country code, such as +442079460123.": "Con el prefijo del país, como +442079460123.",
  Save: "Guardar",
  Saved: "Guardado",
  "E-mails": "Correos electrónicos",
  "Send me notifications by e-mail, too": "Enviarme los avisos también por correo electrónico",
  "Warnings about your sign-in always come by e-mail.":
    "Las advertencias sobre su acceso llegan siempre por correo electrónico.",

  // Registration
  "Become a customer": "Hacerse cliente",
  "About you": "Sobre usted",
  "Date of birth": "Fecha de nacimiento",
  "You must be 18 or older.": "Debe tener 18 años o más.",
  Address: "Domicilio",
  "Where you live. The bank keeps it encrypted.": "Donde vive. El banco lo guarda cifrado.",
  "Your numbers": "Sus números",
  "Nine digits with hyphens. The bank keeps it encrypted and shows it to nobody in full.":
    "Nueve cifras con guiones. El banco lo guarda cifrado y no se lo muestra entero a nadie.",
  "Your documents": "Sus documentos",
  "A passport or an identity card makes the check quicker. You can also send documents later.":
    "Un pasaporte o un documento de identidad agiliza la comprobación. También puede enviar documentos más tarde.",
  "Letters, digits and the signs _ . -": "Letras, cifras y los signos _ . -",
  "It takes about three minutes. The bank then checks your identity, and tells you when your account can be opened.":
    "Tarda unos tres minutos. Después, el banco comprueba su identidad y le avisa cuando se pueda abrir su cuenta.",
  "Already a customer?": "¿Ya es cliente?",

  // Security
  "What keeps your money yours.": "Lo que hace que su dinero siga siendo suyo.",
  "Present password": "Contraseña actual",
  "Your password is changed. Your other sessions have ended.":
    "Su contraseña ha cambiado. Sus otras sesiones han terminado.",
  "Transaction PIN": "PIN de operaciones",
  Set: "Establecido",
  "Not set": "Sin establecer",
  "With a PIN, nobody moves money out of your accounts by your sign-in alone.":
    "Con un PIN, nadie saca dinero de sus cuentas solo con su acceso.",
  "New PIN": "PIN nuevo",
  PIN: "PIN",
  "4 or 6 digits; no birthday and no row such as 1234.":
    "4 o 6 cifras; ni una fecha de nacimiento ni una serie como 1234.",
  "Your password": "Su contraseña",
  "Change the PIN": "Cambiar el PIN",
  "Set the PIN": "Establecer el PIN",
  "Your PIN is set.": "Su PIN está establecido.",
  "Where you are signed in": "Dónde tiene sesión iniciada",
  "You do not know one of them? End it, and change your password.":
    "¿No reconoce alguna? Ciérrela y cambie su contraseña.",
  "this one": "esta",
  "used {moment}": "usada el {moment}",
  End: "Terminar",
  "Sign out here?": "¿Cerrar la sesión aquí?",
  "End the session of {device}?": "¿Terminar la sesión de {device}?",
  "This page will ask you to sign in again.": "Esta página le pedirá que inicie sesión de nuevo.",
  "Whoever uses it has to sign in again.": "Quien la use tendrá que iniciar sesión de nuevo.",
  "The session has ended.": "La sesión ha terminado.",
  "{browser} on {system}": "{browser} en {system}",
  "An unknown device": "Un dispositivo desconocido",
  On: "Activado",
  Off: "Desactivado",
  "Besides the password, each sign-in then takes a code of an app on your phone. A stolen password alone is worth nothing.":
    "Además de la contraseña, cada inicio de sesión pide un código de una aplicación de su teléfono. Una contraseña robada, sola, no sirve de nada.",
  "Set it up": "Configurarlo",
  "Scan this picture with an authenticator app on your phone.":
    "Escanee esta imagen con una aplicación de autenticación de su teléfono.",
  "The key as a QR code": "La clave como código QR",
  "On this device: open the app": "En este dispositivo: abrir la aplicación",
  "Without a camera, enter this key; it is a time-based one:":
    "Sin cámara, introduzca esta clave; es de tipo temporal:",
  "the key": "la clave",
  "Enter the code that the app shows.": "Introduzca el código que muestra la aplicación.",
  "Confirm the app": "Confirmar la aplicación",
  "Switch on": "Activar",
  "Each sign-in takes a code of your app, or one of your recovery codes.":
    "Cada inicio de sesión pide un código de su aplicación o uno de sus códigos de recuperación.",
  "New recovery codes": "Códigos de recuperación nuevos",
  "The earlier ones are worth nothing afterwards.": "Los anteriores dejan de servir.",
  "Make them": "Crearlos",
  "Switch off": "Desactivar",
  "Switch two-factor sign-in off?": "¿Desactivar el inicio de sesión en dos pasos?",
  "Your password alone will then let in whoever knows it.":
    "Entonces bastará su contraseña para que entre quien la conozca.",
  "Two-factor sign-in is off.": "El inicio de sesión en dos pasos está desactivado.",
  "Your recovery codes": "Sus códigos de recuperación",
  "They are shown this once. Each lets you in once without the app: keep them where you find them without your phone.":
    "Solo se muestran esta vez. Cada uno permite entrar una vez sin la aplicación: guárdelos donde los encuentre sin su teléfono.",
  Copy: "Copiar",
  "Save as a file": "Guardar como archivo",
  "I have kept them": "Los he guardado",
  "Somebody else has signed in. This goes on once you are back.":
    "Otra persona ha iniciado sesión. Esto continúa cuando usted vuelva.",
};
