"""`kinesics init`: a config that runs at once, and nobody's work overwritten."""

import re
from pathlib import Path

import pytest

from kinesics.cli import doctor, main
from kinesics.cli.init import AlreadyThere, write_starter
from kinesics.cli.run import find_config
from kinesics.errors import ConfigError
from kinesics.plugin import PluginConfig
from kinesics.registry import Registry
from kinesics.testing import play
from kinesics_bindings import Rule


def test_the_starter_builds(tmp_path: Path) -> None:
    (finding,) = doctor.of_config(write_starter(tmp_path))
    assert (finding.level, "performer, stage, bindings, terminal" in finding.what) == ("ok", True)


def test_the_starter_runs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = write_starter(tmp_path)
    faster = ["--set", "plugins.performer.speed=60", "--set", "plugins.performer.loop=false"]
    off = ["--set", "monitor.publish=false"]
    assert main(["run", str(file), "--for", "0.8", *faster, *off]) == 0
    assert "say" in capsys.readouterr().out


def test_every_rule_of_the_starter_is_seen_in_the_first_round(tmp_path: Path) -> None:
    config = find_config(write_starter(tmp_path), ["plugins.performer.loop=false"])
    performer, bindings = (
        Registry().build(config.tables[name], config) for name in ("performer", "bindings")
    )
    wishes = play(bindings, *play(performer))
    assert len(wishes) == sum(len(rule["do"]) for rule in config.tables["bindings"].values["rules"])


def test_the_starter_explains_every_key_of_a_rule(tmp_path: Path) -> None:
    text = write_starter(tmp_path).read_text("utf-8")
    assert set(re.findall(r"^#   (\w+) {2,}", text, re.MULTILINE)) == set(Rule.model_fields)


def test_the_starter_names_what_every_plugin_knows(tmp_path: Path) -> None:
    text = write_starter(tmp_path).read_text("utf-8")
    assert [name for name in PluginConfig.model_fields if name not in text] == []


def test_it_says_what_to_type_next(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["init", str(tmp_path / "my house")])
    out = capsys.readouterr().out
    assert f"cd '{tmp_path}/my house'\n    kinesics run" in out


def test_an_existing_config_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "kinesics.toml").write_text("mine")
    with pytest.raises(AlreadyThere, match=r"--force .* overwrites it"):
        write_starter(tmp_path)
    assert (tmp_path / "kinesics.toml").read_text() == "mine"


def test_force_overwrites_it(tmp_path: Path) -> None:
    (tmp_path / "kinesics.toml").write_text("mine")
    assert main(["init", "--force", str(tmp_path)]) == 0
    assert "[plugins.performer]" in (tmp_path / "kinesics.toml").read_text()


def test_a_file_is_no_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "house").touch()
    assert main(["init", str(tmp_path / "house")]) == 1
    assert "is a file; give a folder" in capsys.readouterr().err


def test_a_place_that_takes_no_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "house").touch()
    with pytest.raises(ConfigError, match=r"house/room/kinesics.toml: cannot be written"):
        write_starter(tmp_path / "house" / "room")
