"""A module that lacks a library, for the tests."""

import no_such_library  # noqa: F401  # pyright: ignore[reportMissingImports, reportUnusedImport]
