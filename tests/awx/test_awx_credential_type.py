# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The credential type, through AWX's own code for injectors."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Any, NamedTuple

import jinja2
import pytest
import yaml
from ansible_collections.smsops.smsc.tests.support.accounts import ACCOUNT
from ansible_collections.smsops.smsc.tests.support.awx_jobs import PrivateData, spellings
from ansible_collections.smsops.smsc.tests.support.paths import TREE
from ansible_collections.smsops.smsc.tests.support.simulator import RunningSimulator

TYPE = yaml.safe_load((TREE / "playbooks" / "files" / "awx_credential_type.yml").read_text("utf-8"))
FLEET = yaml.safe_load((TREE / "playbooks" / "files" / "awx_credential_type_fleet.yml").read_text("utf-8"))
FIELDS = {field["id"]: field for field in TYPE["inputs"]["fields"]}
HIDDEN = "*" * 10
# AWX keeps each field that the form sent, also an empty one.
BY_PASSWORD = {"api_key": "", "login": ACCOUNT["login"], "password": ACCOUNT["password"]}
BY_KEY = {"api_key": ACCOUNT["api_key"]}


class Injected(NamedTuple):
    env: dict[str, str]
    safe_env: dict[str, str]
    args: list[str]


def inject(inputs: dict[str, str], folder: Path, definition: dict[str, Any] = TYPE) -> Injected:
    """What AWX makes of a credential: the job's environment, that which it shows, and the command line's arguments."""
    # Its Python begins with 3.11.
    api = pytest.importorskip("awx_plugins.interfaces._temporary_private_inject_api")
    (folder / "env").mkdir(exist_ok=True)
    kind = {name: definition[name] for name in ("name", "kind", "inputs", "injectors")}
    credential_type = api.ManagedCredentialType(namespace="smsc", **kind)
    made = Injected({}, {}, [])
    credential = api.Credential(dict(inputs))
    api.inject_credential(credential_type, credential, *made, str(folder), container_root=folder)
    return made


def extra_vars(made: Injected) -> tuple[Any, int]:
    """The file with extra variables: what is in it, and its mode."""
    option, argument = made.args
    assert option == "-e"
    path = Path(argument.removeprefix("@"))
    return yaml.safe_load(path.read_text("utf-8")), stat.S_IMODE(path.stat().st_mode)


def test_the_modules_find_login_and_password_in_the_environment(tmp_path: Path) -> None:
    made = inject(BY_PASSWORD, tmp_path)
    assert made.env == {
        "SMSC_API_KEY": "",
        "SMSC_LOGIN": ACCOUNT["login"],
        "SMSC_PASSWORD": ACCOUNT["password"],
        "SMSC_API_URL": "",
    }


@pytest.mark.parametrize("inputs", [BY_KEY, BY_PASSWORD], ids=["key", "password"])
def test_what_awx_keeps_of_the_environment_has_no_secret(inputs: dict[str, str], tmp_path: Path) -> None:
    made = inject(inputs, tmp_path)
    for name, field in FIELDS.items():
        if field.get("secret") and inputs.get(name):
            assert made.safe_env[f"SMSC_{name.upper()}"] == HIDDEN
            assert inputs[name] not in " ".join([*made.safe_env.values(), *made.args])


def test_the_extra_variables_are_in_a_file_of_the_job_alone_and_touch_no_variable_of_the_role(tmp_path: Path) -> None:
    variables, mode = extra_vars(inject(BY_KEY, tmp_path))
    assert variables == {
        "smsc_api_key": ACCOUNT["api_key"],
        "smsc_login": "",
        "smsc_password": "",
        "smsc_api_url": "",
    }
    assert mode == 0o400
    assert [name for name in variables if name.startswith("op_templates_")] == []


def test_awx_would_accept_it() -> None:
    """The rules of AWX for credential types that its forms enforce."""
    assert TYPE["kind"] in ("cloud", "net")
    assert [name for name in FIELDS if FIELDS[name].get("secret")] == ["api_key", "password"]
    for field in FIELDS.values():
        assert set(field) <= {"id", "type", "label", "secret", "help_text"}
    assert set(TYPE["injectors"]) == {"env", "extra_vars"}
    strict = jinja2.Environment(undefined=jinja2.StrictUndefined)
    for names in TYPE["injectors"].values():
        for name, template in names.items():
            assert name.isidentifier()
            assert not name.startswith("ANSIBLE_")
            assert template.isascii()
            assert strict.from_string(template).render(dict.fromkeys(FIELDS, "x")) == "x"


def test_the_address_of_a_store_is_a_secret_of_the_job(tmp_path: Path) -> None:
    url = "rediss://smsc:s3cret@store.example:6379/0"
    made = inject({"state_url": url}, tmp_path, FLEET)
    assert made.env == {"SMSC_STATE_URL": url}
    assert made.safe_env == {"SMSC_STATE_URL": HIDDEN}
    assert url not in " ".join(made.args)
    assert extra_vars(made) == ({"smsc_state_url": url}, 0o400)
    (field,) = FLEET["inputs"]["fields"]
    assert field["secret"]
    assert (FLEET["kind"], FLEET["name"] != TYPE["name"]) == ("cloud", True)


@pytest.mark.parametrize("inputs", [BY_KEY, BY_PASSWORD], ids=["key", "password"])
def test_a_job_with_the_credential_reaches_the_account(
    inputs: dict[str, str], private_data: PrivateData, simulator: RunningSimulator
) -> None:
    made = inject({**inputs, "api_url": simulator.api_url}, private_data.folder)
    job = private_data.run("1", "status.yml", "-vvv", *made.args, environ=made.env)
    assert job.status == "successful", job.stdout
    assert set(simulator.commands()) == {"get"}
    for name, text in private_data.artifacts().items():
        for secret in (ACCOUNT["password"], ACCOUNT["api_key"]):
            assert [form for form in spellings(secret) if form in text] == [], name


def test_a_credential_without_address_leaves_that_of_the_inventory(
    private_data: PrivateData, simulator: RunningSimulator
) -> None:
    made = inject({**BY_KEY, "api_url": ""}, private_data.folder)
    job = private_data.run(
        "1",
        "status.yml",
        *made.args,
        environ=made.env,
        op_templates_api_url=simulator.api_url,
        op_templates_hosts="dev",
    )
    assert job.status == "successful", job.stdout
    assert set(simulator.commands()) == {"get"}
