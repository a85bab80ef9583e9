"""The configuration: what overrides what, and errors one would thank somebody for."""

import contextlib
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinesics import ConfigError, KinesicsError, UnknownPlugin
from kinesics.config import Config, load_config, read_config
from kinesics.config.lines import key_lines, line_of
from kinesics.registry import Registry

ODD = '[plugins.odd]\nuse = "lodgers:Odd"\n'


def load(text: str, *settings: str, **environment: str) -> Config:
    return load_config(text, "it.toml", None, environment, settings)


def build(config: Config) -> object:
    return [Registry().build(table, config) for table in config.tables.values()]


def test_presence_enables_and_enabled_false_disables() -> None:
    tables = load("[plugins.a]\n[plugins.b]\nenabled = false\n").tables
    assert [(one.name, one.enabled) for one in tables.values()] == [("a", True), ("b", False)]


def test_set_overrides_the_environment_and_that_the_file() -> None:
    text = ODD + 'greeting = "file"\n'
    variable = {"KINESICS__PLUGINS__ODD__GREETING": "environment"}
    assert load(text, **variable).tables["odd"].values == {"greeting": "environment"}
    setting = "plugins.odd.greeting=set"
    assert load(text, setting, **variable).tables["odd"].values == {"greeting": "set"}


def test_a_set_value_is_toml_where_it_can_be() -> None:
    values = load(ODD, "plugins.odd.a=3", "plugins.odd.b=[1, 2]", "plugins.odd.c=a b").tables
    assert values["odd"].values == {"a": 3, "b": [1, 2], "c": "a b"}


def test_bindings_are_the_rules_of_the_plugin_of_that_name() -> None:
    tables = load('[[bindings]]\nwhen = "gesture:wave"\ndo = ["move wave"]\n').tables
    assert tables["bindings"].values == {"rules": [{"when": "gesture:wave", "do": ["move wave"]}]}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[plugin.odd]\n", r"it\.toml:1: unknown table 'plugin'; did you mean 'plugins'\?"),
        ("\nspeed = 3\n", r"it\.toml:2: unknown table 'speed'"),
        (
            "[plugins]\nodd = 3\n",
            r"it\.toml:2: 'odd' stands in no table; write \[plugins\.NAME\] above",
        ),
        ("[plugins.odd]\nuse = 3\n", r'it\.toml:2: use = 3: expected "module:Class"'),
        ("[plugins.odd]\nenabled = 1\n", r"it\.toml:2: enabled = 1: expected true or false"),
        ("[plugins.odd]\n[bridges.odd]\n", r"it\.toml:2: there is a plugin and a bridge named"),
        ("[plugins.odd\n", r"it\.toml:1: not valid TOML(.|\n)*\[plugins\.odd\n *\^"),
        ("[plugins.a]\nx = 1\nx = 2\n", r"it\.toml:3: not valid TOML: 'x' stands here for the se"),
        ("[plugins.a]\n[plugins.a]\n", r"it\.toml:2: .*'\[plugins\.a\]' stands here for the seco"),
        (
            "plugins = 5\n[[bindings]]\nwhen = 1",
            r"it\.toml:1: plugins is a value; write it as a ta",
        ),
        (
            "[plugins]\nbindings = 5\n[[bindings]]\nwhen = 1",
            r"it\.toml:2: plugins\.bindings is a val",
        ),
        (
            "[plugins.bindings]\nrules = []\n[[bindings]]\nwhen = 1",
            r"it\.toml:3: .*keep one of them",
        ),
        ("x = " + "[" * 5000, r"it\.toml: not valid TOML: too many brackets"),
        ("[monitor]\nprot = 1\n", r"it\.toml:2: monitor\.prot: unknown key; did you mean 'port'"),
    ],
)
def test_a_mistake_in_the_file_is_named_with_its_line(text: str, words: str) -> None:
    with pytest.raises(ConfigError, match=words):
        load(text)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (
            'greetin = "x"',
            r"it\.toml:3: plugins\.odd\.greetin: unknown key; did you mean 'greeting",
        ),
        ("budget_ms = -1", r"it\.toml:3: plugins\.odd\.budget_ms = -1: expected greater than 0"),
        ("greeting = 3", r"it\.toml:3: plugins\.odd\.greeting = 3: expected a valid string"),
        ('isolate = "maybe"', r"it\.toml:3: plugins\.odd\.isolate = 'maybe': expected a valid bo"),
    ],
)
def test_a_mistake_in_a_setting_is_named_with_its_line(line: str, words: str) -> None:
    with pytest.raises(ConfigError, match=words):
        build(load(ODD + line))


def test_all_mistakes_of_a_table_are_named_at_once() -> None:
    with pytest.raises(ConfigError) as error:
        build(load(ODD + "budget_ms = 0\nisolate = 2\nhello = 1\n"))
    assert [line.partition(": ")[0] for line in str(error.value).splitlines()] == [
        "it.toml:3",
        "it.toml:4",
        "it.toml:5",
    ]


def test_a_mistake_outside_the_file_names_where_it_was_made() -> None:
    with pytest.raises(
        ConfigError, match=r"--set plugins\.odd\.hello=1: plugins\.odd\.hello: unknown"
    ):
        build(load(ODD, "plugins.odd.hello=1"))
    with pytest.raises(ConfigError, match="environment variable KINESICS__PLUGINS__ODD__HELLO"):
        build(load(ODD, KINESICS__PLUGINS__ODD__HELLO="1"))


@pytest.mark.parametrize(
    "setting",
    ["odd", "=1", "odd=1", "plugin.odd.x=1", "plugins.odd.use.x=1", "bindings.x=1", "plugins..x=1"],
)
def test_a_set_that_sets_nothing_is_refused(setting: str) -> None:
    with pytest.raises(ConfigError, match=f"--set {setting}"):
        load(ODD, setting)


def test_a_file_that_is_not_there_is_named_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"none\.toml: no such file; `kinesics init` makes one"):
        read_config(tmp_path / "none.toml")


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "it.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigError, match="cannot be read"):
        read_config(tmp_path / "it.toml")


@given(st.text(max_size=60))
def test_no_text_does_worse_than_a_config_error(text: str) -> None:
    with contextlib.suppress(KinesicsError):
        build(load(text))


LINES = '''# a comment = 1
[plugins.a]
text = """
fake = 1
"""
list = [
  1, # ] not an end
  "[",
]
"quoted key" = {inner = 1}
dotted.key = 3

[[bindings]]
when = "x"
[[bindings]]
when = "y"
'''


def test_every_key_is_found_on_its_line() -> None:
    tomllib.loads(LINES)
    lines = key_lines(LINES)
    assert {".".join(map(str, key)): line for key, line in lines.items()} == {
        "plugins.a": 2,
        "plugins.a.text": 3,
        "plugins.a.list": 6,
        "plugins.a.quoted key": 10,
        "plugins.a.dotted.key": 11,
        "bindings.0": 13,
        "bindings.0.when": 14,
        "bindings.1": 15,
        "bindings.1.when": 16,
    }


def test_a_path_without_a_line_has_that_of_what_is_around_it() -> None:
    lines = key_lines(LINES)
    assert line_of(lines, ("plugins", "a", "quoted key", "inner")) == 10
    assert line_of(lines, ("plugins", "a", "missing")) == 2
    assert line_of(lines, ("plugins",)) == 2
    assert line_of(lines, ("nothing",)) is None


def test_a_plugin_that_only_a_setting_names_is_blamed_on_the_setting() -> None:
    with pytest.raises(UnknownPlugin, match=r"^--set plugins\.od\.x=1: no plugin named 'od'"):
        build(load("[plugins.performer]", "plugins.od.x=1"))


def test_a_mark_of_the_encoding_is_no_mistake(tmp_path: Path) -> None:
    file = tmp_path / "it.toml"
    file.write_text("\ufeff" + ODD, encoding="utf-8")
    assert list(read_config(file).tables) == ["odd"]
