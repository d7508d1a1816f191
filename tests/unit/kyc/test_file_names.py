"""File names made fit to be shown."""

from __future__ import annotations

import pytest

from kyc.file_names import safe_file_name


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("passport.jpg", "passport.jpg"),
        ("passport.html", "passport.jpg"),
        ("scan of page 2 (final).jpeg", "scan of page 2 (final).jpg"),
        ("../../etc/passwd", "passwd.jpg"),
        ("C:\\Users\\me\\id.jpg", "id.jpg"),
        ("pass\u202egpj.exe", "passgpj.jpg"),
        ("a\r\nSet-Cookie: x=1.jpg", "aSet-Cookie_ x_1.jpg"),
        ('"; filename="evil.html', "filename__evil.jpg"),
        ("名前.jpg", "名前.jpg"),
        (".htaccess", "htaccess.jpg"),
        ("...", "document.jpg"),
        ("", "document.jpg"),
        ("\x00\x01", "document.jpg"),
        ("x" * 255 + ".jpg", "x" * 80 + ".jpg"),
        ("a.b.c.pdf", "a.b.c.jpg"),
        ("CON.png", "_CON.jpg"),
        ("nul", "_nul.jpg"),
        ("com1.tar.gz", "_com1.tar.jpg"),
        ("LPT9 .pdf", "_LPT9.jpg"),
        ("console.png", "console.jpg"),
    ],
)
def test_a_file_name_is_made_safe(name: str, safe: str):
    assert safe_file_name(name, ".jpg") == safe
