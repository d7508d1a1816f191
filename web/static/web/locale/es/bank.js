// @ts-check
/** Español: las frases que dice el propio banco, que de otro modo quedan en inglés. */
export default {
  "This field is required.": "Este campo es obligatorio.",
  "This field may not be blank.": "Este campo no puede quedar vacío.",
  "A user with that username already exists.": "Ya existe un usuario con ese nombre.",
  "Enter a valid email address.": "Escriba un correo electrónico válido.",
  "Password fields didn't match.": "Las contraseñas no coinciden.",
  "The user name or the password is wrong.": "El usuario o la contraseña no son correctos.",
  "Too many failed sign-ins. This login is locked for a while.":
    "Demasiados intentos fallidos. Este acceso queda bloqueado un tiempo.",
  "The one-time code is wrong or was used before.": "El código no es correcto o ya se ha usado.",
  "The token is not valid or has expired.": "El código no es válido o ha caducado.",
  "You are not allowed to do this.": "No tiene permiso para hacer esto.",
  "Enter your transaction PIN.": "Introduzca su PIN de operaciones.",
  "The transaction PIN is wrong.": "El PIN de operaciones no es correcto.",
  "Your transaction PIN is locked after too many wrong ones. Set a new one with your password.":
    "Su PIN de operaciones está bloqueado tras demasiados intentos. Establezca otro con su contraseña.",
};
