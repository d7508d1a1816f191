"""A contract for import-linter: an app is entered only through its front door.

import-linter's own `forbidden` contract needs every private module listed by name, so a new module would be
open to everybody until somebody remembered to list it. Here the public modules are listed, and everything
else is private from the day it is written.
"""

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output

Breach = tuple[str, str, list[int]]


class FrontDoorContract(Contract):
    """From outside an app, only the modules named in `doors` may be imported.

    Options:
        apps:  the top-level packages that are guarded; only imports between two of them are looked at.
        doors: the submodules of each app that are public.
    """

    type_name = "front_door"

    apps = fields.ListField(subfield=fields.StringField())
    doors = fields.ListField(subfield=fields.StringField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Look at every direct import between two guarded apps."""
        breaches = sorted(self._breaches(graph))
        return ContractCheck(kept=not breaches, metadata={"breaches": breaches})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Print each import that goes around the front door, with its line numbers."""
        for importer, imported, lines in check.metadata["breaches"]:
            where = ", ".join(f"l.{line}" for line in lines)
            output.print_error(f"{importer} imports {imported} ({where})")
        output.new_line()
        output.print(f"Public modules of an app: {', '.join(self._door_names())}.")
        output.new_line()

    def _breaches(self, graph: ImportGraph) -> list[Breach]:
        guarded = {str(app) for app in self.apps}  # type: ignore[attr-defined]
        breaches: list[Breach] = []
        for imported in graph.modules:
            app, _, inside = imported.partition(".")
            if app not in guarded or inside.partition(".")[0] in self._door_names():
                continue
            for importer in graph.find_modules_that_directly_import(imported):
                importing_app = importer.partition(".")[0]
                if importing_app == app or importing_app not in guarded:
                    continue
                details = graph.get_import_details(importer=importer, imported=imported)
                breaches.append((importer, imported, sorted(detail["line_number"] for detail in details)))
        return breaches

    def _door_names(self) -> list[str]:
        return [str(door) for door in self.doors]  # type: ignore[attr-defined]
