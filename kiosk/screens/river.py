"""The four fixed places of a view: its words in the river, and what a touch of each does."""

from __future__ import annotations

from typing import Any

from kiosk.journey.views import BackPlace, View
from kiosk.screens.means import Means
from kiosk.screens.widgets.dock import RiverDock

BACK_ICONS = {BackPlace.BACK: "arrow-left-bold", BackPlace.EXIT: "sign-out-bold", BackPlace.AGAIN: "plus-bold"}


def make_dock(means: Means, view: View) -> RiverDock:
    """The river with its four places bound to the journey and the voice."""
    dock = RiverDock(means.look, **dock_words(means, view))
    dock.bind(
        on_back=lambda *_: means.actions.go_back(),
        on_speak=lambda *_: means.voice.toggle(spoken(means), means.words.language),
        on_help=lambda *_: means.actions.call_help(),
        on_onward=lambda *_: means.actions.go_on(),
    )
    return dock


def dock_words(means: Means, view: View) -> dict[str, Any]:
    """Properties of the river for a view. Without a voice the place of 朗读 goes to help."""
    onward = view.onward
    return {
        "back": "" if view.back is BackPlace.NONE else means.word(view.back.value),
        "back_icon": BACK_ICONS.get(view.back, "arrow-left-bold"),
        "speak": means.word("speak") if means.voice.here else "",
        "stop": means.word("stop"),
        "speaking": means.voice.speaking,
        "help": means.word("help"),
        "called": means.word("called"),
        "help_called": view.help_called,
        "onward": means.say(onward.phrase) if onward and onward.enabled else "",
        "missing": means.say(onward.phrase) if onward and not onward.enabled else "",
        "onward_icon": onward.icon if onward else "none",
    }


def spoken(means: Means) -> str:
    """What is read: the sentences of the view that is shown now."""
    return " ".join(means.say(one) for one in means.actions.scene.view.speech)
