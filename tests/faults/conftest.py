"""The same terminal and hall as the tests of the assembly."""

from tests.assembly.conftest import guest, hall  # noqa: F401
