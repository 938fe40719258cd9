# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What AWX makes of a survey: which questions it takes, which answers, and with which variables a job starts."""

from __future__ import annotations

from typing import Any

Question = dict[str, Any]
_TYPES: dict[str, type] = {"text": str, "integer": int, "multiplechoice": str}


def mistake(spec: dict[str, Any]) -> str:
    """Why AWX refuses a survey; empty where it does not."""
    for number, question in enumerate(spec["spec"]):
        for name, kind in (("type", str), ("question_name", str), ("variable", str), ("required", bool)):
            if not isinstance(question.get(name), kind):
                return f"'{name}' in survey question {number} expected to be {kind.__name__}."
        default = question.get("default", "")
        if default != "" and not isinstance(default, _TYPES[question["type"]]):
            return f"Default value {default} in survey question {number} expected to be {question['type']}."
        if question["type"] == "multiplechoice" and default and default not in question["choices"]:
            return "Default choice must be answered from the choices listed."
        if any(not isinstance(question[bound], int) for bound in ("min", "max") if bound in question):
            return f"The limit in survey question {number} expected to be integer."
    return ""


def refusals(questions: list[Question], answers: dict[str, Any]) -> dict[str, list[str]]:
    """Why AWX refuses to start something with these answers."""
    found: dict[str, list[str]] = {}
    wrong = [why for question in questions for why in _wrong(question, answers)]
    if wrong:
        found["variables_needed_to_start"] = wrong
    unasked = set(answers) - {question["variable"] for question in questions}
    if unasked:
        found["extra_vars"] = [f"Variables {', '.join(sorted(unasked))} are not allowed on launch."]
    return found


def variables(questions: list[Question], extra_vars: dict[str, Any], answers: dict[str, Any]) -> dict[str, Any]:
    """The extra variables of a job: those of the template, the defaults of the survey, the answers."""
    defaults = {
        question["variable"]: question["default"]
        for question in questions
        if question.get("default") is not None and not _wrong(question, {question["variable"]: question["default"]})
    }
    return {**extra_vars, **defaults, **answers}


def _wrong(question: Question, answers: dict[str, Any]) -> list[str]:
    name, kind = question["variable"], question["type"]
    if name not in answers:
        # Whatever the default is.
        return [f"'{name}' value missing"] if question["required"] else []
    value: Any = answers[name]
    if kind == "multiplechoice":
        return [] if value in question["choices"] else [f"Value {value} for '{name}' expected to be one of them."]
    if value.__class__ is not _TYPES[kind]:
        return [f"Value {value} for '{name}' expected to be of another type."]
    size = len(value) if isinstance(value, str) else value
    if size < question["min"]:
        return [f"'{name}' value {value} is too small (must be at least {question['min']})."]
    return [f"'{name}' value {value} is too large."] if size > question["max"] else []
