"""The registry: names to classes, imported late, refused with the remedy."""

import sys

import pytest

from kinesics import ContractError, MissingPart, PluginError, UnknownPlugin
from kinesics.config import load_config
from kinesics.registry import Entry, Registry
from lodgers import Odd

ENTRIES = [
    Entry("odd", "lodgers:Odd", "kinesics-odd", ()),
    Entry("whisper", "needs_a_library:Whisper", "kinesics", ("whisper",)),
    Entry("twin", "lodgers:Odd", "one-package", ()),
    Entry("twin", "lodgers:Talker", "another-package", ()),
]


@pytest.fixture
def registry() -> Registry:
    return Registry(ENTRIES)


def build(registry: Registry, text: str) -> object:
    config = load_config(text, "it.toml")
    return [registry.build(table, config) for table in config.tables.values()]


def test_a_plugin_is_found_by_name(registry: Registry) -> None:
    assert registry.find("odd") is Odd


def test_only_the_named_plugin_is_imported(registry: Registry) -> None:
    registry.find("odd")
    assert "needs_a_library" not in sys.modules


def test_an_unknown_name_gets_the_nearest_and_all_others(registry: Registry) -> None:
    with pytest.raises(UnknownPlugin, match=r"'od'; did you mean 'odd'\?; installed: odd, twin"):
        registry.find("od")


def test_a_missing_library_comes_with_the_command_that_adds_it(registry: Registry) -> None:
    with pytest.raises(MissingPart, match=r"library 'no_such_library'.*\"kinesics\[whisper\]\""):
        registry.find("whisper")


def test_two_packages_with_one_name_are_both_named(registry: Registry) -> None:
    with pytest.raises(PluginError, match=r"one-package \(.*\) and another-package \(.*uninstall"):
        registry.find("twin")


@pytest.mark.parametrize(
    ("use", "words"),
    [
        ("lodgers", 'write it as "module:Class"'),
        ("lodgers:Od", r"has no Od; did you mean 'Odd'\?; plugins in there: .*Odd, Talker"),
        ("lodgers:NotAPlugin", "is no plugin; derive it from kinesics.Plugin"),
        ("lodgerz:Odd", "no module 'lodgerz' beside the config"),
        ("breaks_on_import:Odd", "cannot be imported: ZeroDivisionError"),
    ],
)
def test_a_use_that_leads_nowhere_says_why(registry: Registry, use: str, words: str) -> None:
    with pytest.raises(PluginError, match=words):
        registry.find("any", use)


def test_the_line_that_asked_for_it_is_named(registry: Registry) -> None:
    with pytest.raises(UnknownPlugin, match=r"it\.toml:1: no plugin named 'wav'"):
        build(registry, "[plugins.wav]\n")


def test_a_plugin_in_a_table_for_bridges_is_refused(registry: Registry) -> None:
    with pytest.raises(ContractError, match=r"Odd is a plugin; write \[plugins\.odd\]"):
        build(registry, "[bridges.odd]\n")


def test_a_plugin_that_fails_in_init_is_named(registry: Registry) -> None:
    with pytest.raises(
        PluginError, match=r"it\.toml:2: x: __init__\(\) failed: RuntimeError: not today \(lodgers"
    ):
        build(registry, '[plugins.x]\nuse = "lodgers:FailsInInit"\n')
