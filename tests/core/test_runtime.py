"""The runtime: start, change while running, stop; what breaks hurts nobody else."""

import logging
import os
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import msgspec
import psutil
import pytest

from kinesics import (
    Alert,
    ConfigError,
    Event,
    KinesicsError,
    PluginError,
    Report,
    Say,
    UnknownPlugin,
)
from kinesics.config import load_config, read_config
from kinesics.hooks import listen
from kinesics.monitor.span import Measured
from kinesics.pipe import NewsReader
from kinesics.runtime import Runtime
from kinesics.testing import Collector
from lodgers import Answer, Ask, Tick
from waiting import wait_until

QUIET = "[monitor]\npublish = false\n"
ODD = QUIET + '[plugins.odd]\nuse = "lodgers:Odd"\n'
BOTH = ODD + '[plugins.slow]\nuse = "lodgers:Ticker"\n'


class House:
    """A runtime with an ear on its bus."""

    def __init__(self, runtime: Runtime) -> None:
        self.runtime = runtime
        self.heard = Collector()
        for kind in (Answer, Tick, Alert, Say):
            runtime.bus.subscribe(kind, self.heard)

    def ask(self, what: str = "hello") -> str:
        before = len(self.answers())
        self.runtime.publish(Ask(what))
        self.heard.wait_for(lambda _: len(self.answers()) > before)
        return self.answers()[-1].what

    def answers(self) -> list[Answer]:
        return [event for event in self.heard.events if isinstance(event, Answer)]


OpenHouse = Callable[[str], House]


@pytest.fixture
def house() -> Iterator[OpenHouse]:
    runtimes: list[Runtime] = []

    def open_house(text: str) -> House:
        runtimes.append(Runtime(load_config(text, "it.toml")))
        found = House(runtimes[-1])
        runtimes[-1].start()
        return found

    yield open_house
    for runtime in runtimes:
        runtime.stop()


def test_a_plugin_answers_through_the_whole_house(house: OpenHouse) -> None:
    assert house(ODD).ask() == "hello"


def test_a_plugin_is_disabled_and_enabled_while_the_others_run(house: OpenHouse) -> None:
    here = house(BOTH)
    here.runtime.disable("odd")
    assert list(here.runtime.lodgers) == ["slow"]
    here.runtime.publish(Ask())
    here.runtime.enable("odd")
    assert here.ask("back") == "back"
    assert [one.what for one in here.answers()] == ["back"]


def test_a_plugin_is_configured_while_it_runs(house: OpenHouse) -> None:
    here = house(BOTH)
    ticks_thread = here.runtime.lodgers["slow"].home.threads
    here.runtime.configure("odd", greeting="hi")
    assert here.ask("greeting") == "hi"
    assert here.runtime.lodgers["slow"].home.threads == ticks_thread


def test_a_bad_setting_leaves_the_plugin_as_it_was(house: OpenHouse) -> None:
    here = house(ODD)
    with pytest.raises(ConfigError, match="greetin: unknown key; did you mean 'greeting'"):
        here.runtime.configure("odd", greetin="hi")
    assert here.ask("greeting") == "hello"


def test_an_installed_plugin_is_enabled_without_a_table(house: OpenHouse) -> None:
    here = house(ODD)
    here.runtime.enable("bindings")
    assert set(here.runtime.lodgers) == {"odd", "bindings"}


def test_unknown_names_are_refused_with_the_nearest(house: OpenHouse) -> None:
    here = house(ODD)
    with pytest.raises(UnknownPlugin, match=r"'od' in this house; did you mean 'odd'"):
        here.runtime.disable("od")
    with pytest.raises(UnknownPlugin, match="no plugin named 'wisper'"):
        here.runtime.enable("wisper")


FAILS = '[plugins.fails]\nuse = "lodgers:FailsToOpen"\n'


def test_a_failing_open_stops_the_start_loud_and_early(house: OpenHouse) -> None:
    words = "fails: open.. failed: OSError: no such device .*; mend that, or .* enabled = false"
    with pytest.raises(PluginError, match=words):
        house(ODD + FAILS)
    assert not [one for one in threading.enumerate() if one.name in ("odd", "fails", "house")]


def test_an_optional_plugin_that_cannot_open_is_left_out(house: OpenHouse) -> None:
    here = house(ODD + FAILS + "optional = true\n")
    assert here.ask() == "hello"
    assert here.runtime.lodgers["fails"].home.state == "failed"


def test_an_optional_plugin_that_is_not_there_is_told(house: OpenHouse) -> None:
    here = house(ODD + "[plugins.nothing]\noptional = true\n")
    assert here.ask() == "hello"
    assert "no plugin named 'nothing'" in here.runtime.absent["nothing"]


def test_a_plugin_that_cannot_open_later_hurts_nobody(house: OpenHouse) -> None:
    here = house(ODD + FAILS + "enabled = false\n")
    with pytest.raises(PluginError, match="no such device"):
        here.runtime.enable("fails")
    assert here.ask() == "hello"


@pytest.mark.parametrize("home", ["thread", "process"])
def test_each_way_to_break_leaves_the_others_alone(house: OpenHouse, home: str) -> None:
    isolate = f"isolate = {'true' if home == 'process' else 'false'}\n"
    plugins = ("Odd", "Clumsy", "FailsToClose", "FailingSource")
    tables = [f'[plugins.{one}]\nuse = "lodgers:{one}"\n{isolate}' for one in plugins]
    here = house("".join([ODD, *tables]))
    here.runtime.publish(Ask("raise"))
    here.runtime.publish(Ask("still here"))
    # Those who live may answer in any order.
    here.heard.wait_for(lambda _: any(one.what == "still here" for one in here.answers()))
    assert here.runtime.stop()


def test_a_dying_process_leaves_the_others_alone(house: OpenHouse) -> None:
    here = house(ODD.replace("odd", "a") + ODD.replace(QUIET, "") + "isolate = true\n")
    assert here.runtime.lodgers["a"].home.state == "running"
    os.kill(here.runtime.lodgers["odd"].facts().pid, 9)
    here.heard.wait_for(lambda events: any(isinstance(one, Alert) for one in events))
    assert here.ask() == "hello"


def test_a_hang_in_a_thread_is_told_with_its_line(
    house: OpenHouse, caplog: pytest.LogCaptureFixture
) -> None:
    here = house(QUIET + '[plugins.naps]\nuse = "naps:Naps"\nhang_s = 0.2\n')
    here.runtime.publish(Ask())
    here.heard.wait_for(lambda events: bool(events))
    (alert,) = here.heard.events
    assert isinstance(alert, Alert)
    assert alert.what == "hang"
    assert "naps.py" in alert.text
    assert "in nap" in alert.text
    assert "until.wait" in caplog.text


def test_a_report_comes_only_where_somebody_listens(house: OpenHouse) -> None:
    here, reports = house(ODD), Collector()
    here.ask()
    here.runtime.bus.subscribe(Report, reports)
    (report, *_) = reports.wait_for(lambda events: bool(events))
    assert isinstance(report, Report)
    assert [(row.name, row.all.count) for row in report.plugins] == [("odd", 1)]


def test_the_report_of_a_running_house_names_every_state(house: OpenHouse) -> None:
    here = house(ODD + "isolate = true\n")
    here.ask()
    wait_until(lambda: here.runtime.report().plugins[0].all.count == 1)
    (row,) = here.runtime.report().plugins
    assert (row.state, row.isolated) == ("running", True)
    assert row.process != os.getpid()
    assert row.memory_mb > 10


def test_the_news_of_a_house_can_be_read_from_outside(house: OpenHouse) -> None:
    here = house(ODD.replace(QUIET, ""))
    reader = NewsReader(here.runtime.news_address)
    data = reader.read(timeout_s=5)
    reader.close()
    assert data is not None
    assert msgspec.json.decode(data, type=Report).plugins[0].name == "odd"


def test_two_houses_do_not_hear_each_other(house: OpenHouse) -> None:
    text = ODD.replace(QUIET, "")
    one, other = house(text), house(text)
    assert one.runtime.news_address != other.runtime.news_address
    one.ask()
    assert other.heard.events == []


def test_a_saved_file_changes_only_what_differs(tmp_path: Path) -> None:
    file = tmp_path / "kinesics.toml"
    file.write_text(BOTH)
    runtime = Runtime(read_config(file), reread=lambda: read_config(file))
    here = House(runtime)
    with runtime:
        slow = runtime.lodgers["slow"]
        save(file, BOTH.replace('Odd"\n', 'Odd"\ngreeting = "saved"\n'))
        wait_until(lambda: "greeting" in settings_of(runtime, "odd"))
        assert here.ask("greeting") == "saved"
        assert runtime.lodgers["slow"] is slow
        save(file, ODD)
        wait_until(lambda: list(runtime.lodgers) == ["odd"])


def test_a_saved_mistake_is_told_and_the_house_goes_on(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file = tmp_path / "kinesics.toml"
    file.write_text(ODD)
    runtime = Runtime(read_config(file), reread=lambda: read_config(file))
    here = House(runtime)
    with runtime:
        save(file, ODD + "greetin = 1\n[plugins.new]\nuse = 'lodgers:Ticker'\n")
        wait_until(lambda: "did you mean 'greeting'" in caplog.text)
        (alert,) = here.heard.wait_for(lambda events: bool(events))
        assert isinstance(alert, Alert)
        assert alert.what == "config"
        assert list(runtime.lodgers) == ["odd"]
        save(file, "[plugins.odd")
        wait_until(lambda: "the house goes on as it was" in caplog.text)
        assert here.ask() == "hello"


def settings_of(runtime: Runtime, name: str) -> Mapping[str, object]:
    """As the plugin that runs now has them; none while it changes."""
    lodgers = runtime.lodgers
    return lodgers[name].table.values if name in lodgers else {}


def save(file: Path, text: str) -> None:
    """Save with a time of its own, however coarse the clock of the file system."""
    then = file.stat().st_mtime
    file.write_text(text)
    os.utime(file, (then + 10, then + 10))


def test_what_nobody_handles_is_said_once(
    house: OpenHouse, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    here = house(QUIET + '[plugins.talker]\nuse = "lodgers:Careless"\n')
    for _ in range(3):
        here.runtime.publish(Event())
    assert caplog.text.count("publishes Event, but nothing that runs handles it") == 1


def test_a_busy_plugin_does_not_hold_up_the_end(house: OpenHouse) -> None:
    here = house(QUIET + '[plugins.naps]\nuse = "naps:Naps"\n')
    here.runtime.publish(Ask())
    wait_until(lambda: here.runtime.lodgers["naps"].home.busy is not None)
    began = time.monotonic()
    assert not here.runtime.stop()
    assert time.monotonic() - began < 5


def test_an_isolated_busy_plugin_is_killed_at_the_end(house: OpenHouse) -> None:
    here = house(ODD + "isolate = true\nhang_s = 60.0\n")
    process = psutil.Process(here.runtime.lodgers["odd"].facts().pid)
    here.runtime.publish(Ask("hang"))
    wait_until(lambda: here.runtime.lodgers["odd"].home.busy is not None)
    assert not here.runtime.stop()
    assert not process.is_running()


class Recorder:
    """Listens at all seams."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    @listen
    def started(self, plugin: str) -> None:
        self.heard.append(f"started {plugin}")

    @listen
    def handled(self, measured: Sequence[Measured]) -> None:
        self.heard.append(f"handled {len(measured)}")

    @listen
    def stopped(self, plugin: str, why: str) -> None:
        self.heard.append(f"stopped {plugin}{why}")


class BadListener:
    """Breaks."""

    @listen
    def handled(self, measured: Sequence[Measured]) -> None:
        raise RuntimeError("bad listener")


def test_listeners_hear_of_everything_and_a_bad_one_hurts_nobody() -> None:
    recorder = Recorder()
    runtime = Runtime(load_config(ODD, "it.toml"), listeners=[recorder, BadListener()])
    here = House(runtime)
    with runtime:
        here.ask()
    assert recorder.heard == ["started odd", "handled 1", "stopped odd"]


def test_a_plugin_that_exits_is_stopped_and_the_house_lives_on(house: OpenHouse) -> None:
    here, reports = house(ODD + '[plugins.other]\nuse = "lodgers:Careless"\n'), Collector()
    here.runtime.publish(Ask("system exit"))
    wait_until(lambda: here.runtime.lodgers["odd"].home.state == "failed")
    here.runtime.bus.subscribe(Report, reports)
    reports.wait_for(lambda events: len(events) >= 2)
    assert "ended by SystemExit" in here.runtime.report().plugins[0].why


def test_the_house_closes_while_a_plugin_takes_an_hour_to_open(house: OpenHouse) -> None:
    here = house(ODD + '[plugins.slow]\nuse = "lodgers:SlowToOpen"\nenabled = false\n')
    refused: list[str] = []

    def enable() -> None:
        try:
            here.runtime.enable("slow")
        except PluginError as error:
            refused.append(str(error))

    opener = threading.Thread(target=enable)
    opener.start()
    wait_until(lambda: any(one.name == "slow" for one in threading.enumerate()))
    here.runtime.stop()
    opener.join(5)
    assert refused == ["slow: not started, the house closes"]


@pytest.mark.parametrize("first", ["isolate = true\n", ""])
def test_a_mistake_in_the_second_table_is_told_though_the_first_is_built(
    house: OpenHouse, first: str
) -> None:
    with pytest.raises(ConfigError, match="did you mean 'isolate'"):
        house(ODD + first + '[plugins.b]\nuse = "lodgers:Odd"\nisolat = true\n')


def test_a_house_is_started_once() -> None:
    runtime = Runtime(load_config(ODD, "it.toml"))
    with runtime, pytest.raises(KinesicsError, match="was started before"):
        runtime.start()


def test_storms_of_changes_leave_nothing_behind(house: OpenHouse) -> None:
    here = house(ODD)
    before = threading.active_count()
    for _ in range(100):
        here.runtime.disable("odd")
        here.runtime.enable("odd")
    assert here.ask() == "hello"
    assert threading.active_count() == before
