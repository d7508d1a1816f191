"""How Sphinx makes the documentation site; `make docs` (`tooling.documents`) calls it."""

project = "Core Banking"
author = "The Core Banking contributors"
copyright = author
html_title = "Core Banking"

extensions = ["myst_parser", "tooling.documents_extension"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["_static", "diagrams"]
smartquotes = False  # what stands here is often typed into a shell

myst_enable_extensions = ["attrs_block", "attrs_inline", "deflist"]
myst_heading_anchors = 3

html_theme = "furo"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_sourcelink = False
html_theme_options = {
    "navigation_with_keys": True,
    "footer_icons": [],
}
pygments_style = "friendly"
pygments_dark_style = "github-dark"
