"""What the documentation site adds to Sphinx: diagrams that follow the page's light or dark theme.

A diagram is a file of its own, `![What it shows](diagrams/transfer.svg)`, so that every reader of Markdown sees it.
On the site it stands in the page itself: only there do its colours follow the theme that the reader has chosen, and
does a screen reader find its title and description.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docutils import nodes  # type: ignore[import-untyped]
from pygments.lexers.data import JsonLexer  # type: ignore[import-untyped]
from pygments.token import Comment, Error  # type: ignore[import-untyped]
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")


class DiagramsInThePage(SphinxPostTransform):
    """Put each SVG file into the page instead of a reference to it."""

    default_priority = 5  # before the builder copies images
    formats = ("html",)

    def run(self, **_options: Any) -> None:
        """Replace the images of the document whose files are SVG."""
        for image in list(self.document.findall(nodes.image)):
            path = Path(self.env.srcdir) / image["uri"]
            if path.suffix != ".svg":
                continue
            drawing = DECLARATION.sub("", path.read_text(encoding="utf-8"))
            figure = f'<div class="diagram">{drawing}</div>'
            raw = nodes.raw("", figure, format="html")
            parent = image.parent
            # An image alone in its paragraph takes the paragraph's place: a div may not stand in a <p>.
            target = parent if isinstance(parent, nodes.paragraph) and len(parent) == 1 else image
            target.replace_self(raw)
            self.env.images.pop(image["uri"], None)


class JsonWithGaps(JsonLexer):  # type: ignore[misc]
    """JSON in which `…` stands for what a page leaves out."""

    def get_tokens_unprocessed(self, text: str) -> Iterator[tuple[int, Any, str]]:
        """Yield the tokens; a gap is shown like a comment."""
        for at, kind, value in super().get_tokens_unprocessed(text):
            yield at, Comment if kind is Error and value == "…" else kind, value


def setup(app: Sphinx) -> dict[str, Any]:
    """Join Sphinx."""
    app.add_lexer("json", JsonWithGaps)
    app.add_post_transform(DiagramsInThePage)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
