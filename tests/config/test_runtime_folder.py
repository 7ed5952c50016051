"""The data folder: where it is, what it keeps secret, what it says when it can't be used."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from config.runtime.folder import ROOT_DEFAULT, DataFolder
from config.runtime.problem import RuntimeProblem


def test_it_is_where_romashka_data_says(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ROMASHKA_DATA", str(tmp_path / "chosen"))
    assert DataFolder.default().path == tmp_path / "chosen"


def test_it_is_under_var_lib_for_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ROMASHKA_DATA", raising=False)
    monkeypatch.setattr("os.geteuid", lambda: 0)
    assert DataFolder.default().path == ROOT_DEFAULT


def test_it_is_under_the_data_home_of_an_ordinary_user(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("ROMASHKA_DATA", raising=False)
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert DataFolder.default().path == tmp_path / ".local/share/romashka"
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "xdg"))
    assert DataFolder.default().path == tmp_path / "xdg/romashka"


def test_secrets_are_made_once_and_for_our_eyes_only(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    folder.prepare()
    first = folder.secrets()
    assert folder.secrets() == first
    assert stat.S_IMODE(folder.secrets_file.stat().st_mode) == 0o600
    values = [first.secret_key, first.customer_hash_key, first.superuser_password, first.owner_password]
    assert len({*values, first.app_password, first.broker_password}) == 6
    assert all(len(value) >= 32 for value in values)


def test_of_many_that_make_secrets_at_once_all_get_the_same(tmp_path: Path) -> None:
    DataFolder(tmp_path).prepare()
    for round_number in range(10):
        folder = DataFolder(tmp_path / str(round_number))
        folder.prepare()
        with ThreadPoolExecutor(8) as pool:
            made = set(pool.map(lambda place: DataFolder(place).secrets(), [folder.path] * 8))
        assert len(made) == 1
        assert [path.name for path in folder.path.iterdir() if path.name.startswith(".")] == []


def test_broken_secrets_are_refused_and_not_overwritten(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    folder.prepare()
    folder.secrets_file.write_text('{"secret_key": ')
    with pytest.raises(RuntimeProblem, match="can't be read"):
        folder.secrets()
    assert folder.secrets_file.read_text() == '{"secret_key": '


def test_others_may_pass_through_the_folder_but_not_look_around(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "data")
    folder.prepare()
    assert stat.S_IMODE(folder.path.stat().st_mode) == 0o711
    assert stat.S_IMODE(folder.logs.stat().st_mode) == 0o700


@pytest.mark.parametrize("place", ["/proc/romashka", "/dev/null/romashka"])
def test_a_folder_that_cannot_be_made_gets_a_sentence(place: str) -> None:
    with pytest.raises(RuntimeProblem, match="can't be used") as caught:
        DataFolder(place).prepare()
    assert "--data or ROMASHKA_DATA" in str(caught.value)


def test_a_file_in_place_of_the_folder_gets_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(RuntimeProblem, match="can't be used"):
        DataFolder(tmp_path / "file").prepare()
