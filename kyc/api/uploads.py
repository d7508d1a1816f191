"""Files in a form: which document each is, by the name of its field or by the list of types."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, Final, cast

from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from rest_framework.request import Request

from kyc.contracts import DocumentUpload
from kyc.document_types import DOCUMENT_TYPE_OF_FORM_FIELD, DocumentType
from kyc.problems import Problems
from kyc.rules import RuleBroken

# Files in these fields take their types from the list, in order; all other fields speak for themselves.
_LISTED_FIELDS: Final = frozenset({"documents", "document", "files", "file", "kyc_documents", "kyc_document"})
_TYPE_FIELDS: Final = ("document_types", "document_types[]", "document_type")

CHOICES: Final = ", ".join(DocumentType)


def documents_of_form(request: Request, problems: Problems) -> tuple[DocumentUpload, ...]:
    """Return every file of a form with its type; what is wrong with the list of types goes into `problems`.

    Without any type given, listed files are of type `OTHER`; with some, there must be one for each.
    """
    if not isinstance(request.data, QueryDict):
        _refuse_documents_in_json(request.data, problems)
        return ()
    form = request.data
    _refuse_text_for_files(form, problems)
    listed, named = _files_by_field(request)
    types = problems.check("document_types", lambda: _types_of(form, len(listed)))
    return tuple(
        DocumentUpload(document_type=document_type, file_name=file.name or "", content=file.read())
        for document_type, file in [*zip(types or [], listed, strict=False), *named]
    )


def document_type_of(text: str) -> DocumentType:
    """Return the type a word names, in any case. Raises `RuleBroken`."""
    try:
        return DocumentType(text.strip().upper())
    except ValueError:
        raise RuleBroken(f"Choose one of: {CHOICES}.") from None


def _refuse_documents_in_json(data: Any, problems: Problems) -> None:
    if isinstance(data, dict) and data.get("documents"):
        problems.add("documents", ["Send files as multipart/form-data."])


def _refuse_text_for_files(form: QueryDict, problems: Problems) -> None:
    """A file that came as text (its name, most likely) was not sent at all: say so instead of losing it."""
    for field, values in form.lists():
        name = field.partition("[")[0].lower()
        is_file = name in _LISTED_FIELDS or name in DOCUMENT_TYPE_OF_FORM_FIELD
        if is_file and any(
            isinstance(value, str) and value.strip() for value in cast(Iterable[object], values)
        ):
            problems.add(field, ["This is text, not a file."])


def _files_by_field(
    request: Request,
) -> tuple[list[UploadedFile[Any]], list[tuple[DocumentType, UploadedFile[Any]]]]:
    listed: list[UploadedFile[Any]] = []
    named: list[tuple[DocumentType, UploadedFile[Any]]] = []
    for field, files in request.FILES.lists():
        name = field.partition("[")[0].lower()
        if name in _LISTED_FIELDS:
            listed.extend(cast(list[UploadedFile[Any]], files))
        else:
            document_type = DOCUMENT_TYPE_OF_FORM_FIELD.get(name, DocumentType.OTHER)
            named.extend((document_type, file) for file in cast(list[UploadedFile[Any]], files))
    return listed, named


def _types_of(form: QueryDict, file_count: int) -> list[DocumentType]:
    words = _words(str(text) for field in _TYPE_FIELDS for text in form.getlist(field))
    if not words:
        return [DocumentType.OTHER] * file_count
    if len(words) != file_count:
        raise RuleBroken(f"Give one type for each of the {file_count} documents, in the same order.")
    return [document_type_of(word) for word in words]


def _words(texts: Iterable[str]) -> list[str]:
    """Read types given one by one, as one JSON array, or separated by commas."""
    words: list[str] = []
    for text in texts:
        if text.lstrip().startswith("["):
            words.extend(_json_words(text))
        else:
            words.extend(text.split(","))
    return [word for word in words if word.strip()]


def _json_words(text: str) -> list[str]:
    try:
        values = json.loads(text)
    except (ValueError, RecursionError):
        raise RuleBroken("Give the types one by one, or as a JSON array.") from None
    return [str(value) for value in values]
