"""The files of the Unity package: what Unity wants of them, and what the house wants.

Run as a script, it writes the `.meta` files that are missing.
"""

import hashlib
import json
import re
from pathlib import Path

import pytest

import mono
from mono import PACKAGE, DoesNotCompile, Program, Scene, compile_files, compiled, sources

compiles = pytest.mark.skipif(bool(mono.MISSING), reason=mono.REASON)

CODE = sorted(PACKAGE.rglob("*.cs"))
COMPONENT = "711bd5ccce9d9160731cb909c92a798c"
"""By which scenes know our component; with another one they would lose it."""

IMPORTERS = {
    ".cs": "MonoImporter:\n  externalObjects: {}\n  serializedVersion: 2\n  defaultReferences: []\n"
    "  executionOrder: 0\n  icon: {instanceID: 0}\n",
    ".asmdef": "AssemblyDefinitionImporter:\n  externalObjects: {}\n",
    ".json": "PackageManifestImporter:\n  externalObjects: {}\n",
    ".md": "TextScriptImporter:\n  externalObjects: {}\n",
    "": "DefaultImporter:\n  externalObjects: {}\n",
}
TAIL = "  userData: \n  assetBundleName: \n  assetBundleVariant: \n"


def name(file: Path) -> str:
    return file.relative_to(PACKAGE).as_posix()


def assets() -> list[Path]:
    """What Unity imports: all but what is hidden, or ends with ~, and what is below that."""
    return [
        path
        for path in sorted(PACKAGE.rglob("*"))
        if path.suffix != ".meta"
        and not any(part.endswith("~") or part.startswith(".") for part in Path(name(path)).parts)
    ]


def meta_of(asset: Path) -> str:
    guid = hashlib.md5(f"com.kinesics.avatar/{name(asset)}".encode()).hexdigest()  # noqa: S324
    folder = "folderAsset: yes\n" if asset.is_dir() else ""
    importer = IMPORTERS["" if asset.is_dir() else asset.suffix]
    return f"fileFormatVersion: 2\nguid: {guid}\n{folder}{importer}{TAIL}"


def guid_of(asset: Path) -> str:
    found = re.search(r"^guid: ([0-9a-f]{32})$", Path(f"{asset}.meta").read_text(), re.MULTILINE)
    assert found is not None, f"{name(asset)}.meta has no guid"
    return found[1]


def write_metas() -> None:
    for asset in assets():
        meta = Path(f"{asset}.meta")
        if not meta.exists():
            meta.write_text(meta_of(asset))


def test_every_asset_has_a_meta_file_and_every_meta_file_an_asset() -> None:
    # Unity leaves out what has none in a package that it may not write to.
    metas = {str(path).removesuffix(".meta") for path in PACKAGE.rglob("*.meta")}
    assert metas == {str(path) for path in assets()}, "run this file as a script"


def test_no_two_assets_share_a_guid_and_scenes_find_our_component() -> None:
    guids = [guid_of(asset) for asset in assets()]
    assert len(set(guids)) == len(guids)
    assert guid_of(PACKAGE / "Runtime/Unity/KinesicsAvatar.cs") == COMPONENT


def test_the_package_says_what_it_is_and_its_samples_are_there() -> None:
    package = json.loads((PACKAGE / "package.json").read_text())
    assert re.fullmatch(r"com\.kinesics\.[a-z]+", package["name"])
    assert re.fullmatch(r"\d+\.\d+\.\d+", package["version"])
    assert package["unity"] == "2018.4"
    assert package["license"] == "Apache-2.0"
    assert package["license"] in read(PACKAGE / "LICENSE.md")
    for sample in package["samples"]:
        assert list((PACKAGE / sample["path"]).glob("*.cs"))


def assembly(path: str) -> dict[str, object]:
    return json.loads((PACKAGE / path).read_text())


def test_the_core_knows_no_engine() -> None:
    assert assembly("Runtime/Core/Kinesics.Core.asmdef")["noEngineReferences"] is True
    used = [name(file) for file in sources(mono.CORE) if "Unity" in re.sub("//.*", "", read(file))]
    assert used == []


def test_each_univrm_that_is_installed_is_used_and_none_is_needed() -> None:
    unity = json.dumps(assembly("Runtime/Unity/Kinesics.Unity.asmdef")["versionDefines"])
    code = "\n".join(read(file) for file in sources(("Runtime/Unity",)))
    for symbol in ("KINESICS_VRM1", "KINESICS_UNIVRM0"):
        assert symbol in unity
        assert f"#if {symbol}" in code


def read(file: Path) -> str:
    return file.read_text("utf-8")


@pytest.mark.parametrize("file", CODE, ids=name)
def test_a_file_is_one_idea_that_it_says_first(file: Path) -> None:
    lines = read(file).splitlines()
    assert len(lines) <= 300
    assert re.match(r"// \w", lines[0])
    assert max(map(len, lines)) <= 100
    assert not [line for line in lines if "\t" in line or line != line.rstrip()]


@compiles
@pytest.mark.parametrize("newer", [(), ("UNITY_2019_3_OR_NEWER",)], ids=["2018.4", "2019.3"])
@pytest.mark.parametrize("one", [(), ("KINESICS_VRM1",)], ids=["no 1.0", "1.0"])
@pytest.mark.parametrize("other", [(), ("KINESICS_UNIVRM0",)], ids=["no 0.x", "0.x"])
def test_the_components_compile_with_either_univrm_with_both_and_with_none(
    newer: tuple[str, ...], one: tuple[str, ...], other: tuple[str, ...]
) -> None:
    assert compiled(mono.SCENE, *newer, *one, *other).exists()


@compiles
@pytest.mark.parametrize(
    ("file", "right", "wrong", "defines"),
    [
        ("KinesicsAvatar.cs", "Step", "Stepp", ()),
        ("Skeleton.cs", "Inverse(", "Invert(", ()),
        ("Vrm10Face.cs", "SetWeight", "SetWait", ("KINESICS_VRM1",)),
        ("Vrm0Face.cs", "ImmediatelySetValue", "ImmediatelySet", ("KINESICS_UNIVRM0",)),
    ],
)
def test_a_slip_of_the_pen_in_a_component_does_not_compile(
    tmp_path: Path, file: str, right: str, wrong: str, defines: tuple[str, ...]
) -> None:
    files = {path.name: path for path in sources(mono.SCENE)}
    slipped = tmp_path / file
    slipped.write_text(read(files[file]).replace(right, wrong))
    assert read(slipped) != read(files[file])
    with pytest.raises(DoesNotCompile, match=wrong.rstrip("(")):
        compile_files([*(files | {file: slipped}).values()], tmp_path / "no.exe", *defines)


@compiles
def test_understanding_commands_makes_no_garbage() -> None:
    with Program(compiled(mono.CONSOLE), "--bench") as bench:
        rows = [json.loads(bench.line(number, 60)) for number in range(4)]
    assert [row["size"] for row in rows] == [1, 10, 100, 1]
    assert [row["collections"] for row in rows] == [0, 0, 0, 0]


@compiles
def test_the_inspector_says_how_it_goes() -> None:
    with Scene() as scene:
        assert "Driven by: nobody" in scene.ask("inspect 1")
        with mono.Client(scene.port) as client:
            for _ in range(30):
                client.ask("set_auto_blink", data={"enabled": False})
            client.ask("blonk")
            scene.step()
            lines = scene.ask("inspect 2")
        assert f"Listens on port: {scene.port}" in lines
        assert "Clients: 1" in lines
        assert "Driven by: a client without a name" in lines
        assert "Commands per second: 15" in lines
        assert any(line.startswith("Warning: unknown command 'blonk'") for line in lines)


@compiles
def test_the_menu_makes_a_component_that_waits_for_play() -> None:
    with Scene() as scene:
        assert scene.ask("menu") == "Kinesics Avatar"
        (told,) = scene.ask("inspect 1")
        assert told.startswith("Info: Press Play")


if __name__ == "__main__":
    write_metas()
