"""What may be seen of an application in a log or a traceback."""

from __future__ import annotations

from kyc.contracts import CustomerApplication, DocumentType, DocumentUpload


def test_an_application_does_not_print_what_identifies_a_person():
    application = CustomerApplication(
        username="nia_birch",
        email="nia@example.org",
        password="Harbour7Lights",
        confirm_password="Harbour7Lights",
        first_name="Nia",
        last_name="Birch",
        phone_number="+15550001111",
        date_of_birth="1990-01-15",
        ssn="900-55-1234",
        address="77 Unmistakable Crescent",
        aadhaar_number="234123412346",
        pan_number="ACUPA7085R",
        documents=(
            DocumentUpload(document_type=DocumentType.PHOTO, file_name="nia secret.png", content=b"secret"),
        ),
    )

    printed = repr(application)

    assert "nia_birch" in printed
    for secret in (
        "Harbour7",
        "1990-01-15",
        "900-55-1234",
        "Unmistakable",
        "234123412346",
        "ACUPA7085R",
        "secret",
    ):
        assert secret not in printed
