"""The plans of the demo's projects: what they are made of and how far they are."""

from __future__ import annotations

from collections.abc import Mapping

import attrs


@attrs.frozen
class Step:
    """A kind of task.

    Attributes:
        type_name: the task type.
        group: the group whose members do it.
        days: the least and most working days of an estimate, in halves.
        asset: the short asset type name that it publishes, if any.
        extension: the published file's extension, with its dot.
    """

    type_name: str
    group: str
    days: tuple[float, float]
    asset: str | None = None
    extension: str = ""


STEPS: Mapping[str, Step] = {
    "concept": Step("Concept Art", "Assets", (1.0, 3.0)),
    "model": Step("Modeling", "Assets", (2.0, 4.0), "geo", ".abc"),
    "rig": Step("Rigging", "Animation", (2.0, 4.0), "rig", ".ma"),
    "texture": Step("Texture", "Assets", (1.5, 3.0), "texture", ".tx"),
    "lookdev": Step("Lookdev", "Lighting", (1.0, 2.5), "lookdev", ".klf"),
    "track": Step("Tracking", "Layout", (0.5, 1.5), "cam", ".abc"),
    "roto": Step("Rotoscoping", "Compositing", (0.5, 2.0)),
    "layout": Step("Layout", "Layout", (0.5, 1.5), "scene", ".usd"),
    "anim": Step("Animation", "Animation", (1.0, 4.0), "anim", ".ma"),
    "fx": Step("FX", "FX", (1.0, 3.0), "fx", ".vdb"),
    "light": Step("Lighting", "Lighting", (1.0, 2.0), "lgt", ".usd"),
    "comp": Step("Compositing", "Compositing", (1.0, 3.0), "comp", ".nk"),
}


@attrs.frozen
class BuildPlan:
    """An asset build: its name, type, steps and description."""

    name: str
    type_name: str
    steps: tuple[str, ...]
    description: str


@attrs.frozen
class SequencePlan:
    """A sequence: its name, number of shots, share of work done, and description.

    Attributes:
        name: the sequence's name.
        shots: the number of shots.
        progress: the mean share of each shot's tasks that are done, 0 to 1.
        description: free text.
        episode: the episode that it belongs to, if the project has any.
    """

    name: str
    shots: int
    progress: float
    description: str
    episode: str | None = None


@attrs.frozen(kw_only=True)
class ProjectPlan:
    """A project.

    Attributes:
        name: the unique short name, as in paths.
        full_name: the name that people read.
        client: who pays.
        color: as ``#RRGGBB``.
        status: ``active`` or ``hidden``.
        fps: frames a second.
        begins: the first working day, relative to the reference day.
        ends: the last working day, relative to the reference day.
        producer: the producer's username.
        supervisor: the supervisor's username.
        steps: what is done in each shot, in order.
        sequences: its sequences.
        builds: its asset builds.
        episodes: episode name to description, of a series.
    """

    name: str
    full_name: str
    client: str
    color: str
    status: str = "active"
    fps: float
    begins: int
    ends: int
    producer: str
    supervisor: str
    steps: tuple[str, ...]
    sequences: tuple[SequencePlan, ...]
    builds: tuple[BuildPlan, ...]
    episodes: Mapping[str, str] = attrs.field(factory=dict[str, str])


_CHARACTER = ("concept", "model", "rig", "texture", "lookdev")
_VEHICLE = ("model", "rig", "texture", "lookdev")
_PROP = ("model", "texture", "lookdev")
_SET = ("concept", "model", "texture", "lookdev")

MY_PROJECT = ProjectPlan(
    name="My Project",
    full_name="My Project",
    client="Brightwater Pictures",
    color="#3498DB",
    fps=24,
    begins=-90,
    ends=45,
    producer="ines.carvalho",
    supervisor="maeve.obrien",
    steps=("track", "layout", "anim", "light", "comp"),
    sequences=(
        SequencePlan("sq010", 6, 0.9, "Arrival at the station, early morning."),
        SequencePlan("sq020", 5, 0.7, "The chase through the market hall."),
        SequencePlan("sq030", 5, 0.4, "Rooftop, rain, the two of them alone."),
        SequencePlan("sq040", 4, 0.1, "Epilogue; 100% CG, no plates."),
    ),
    builds=(
        BuildPlan("conductor", "Character", _CHARACTER, "Lead, two costumes."),
        BuildPlan("courier", "Character", _CHARACTER, "Seen from afar only."),
        BuildPlan("tram", "Vehicle", _VEHICLE, "Line 7, model year 1958."),
        BuildPlan("market_hall", "Environment", _SET, "Steel and glass, 60 x 40 m."),
        BuildPlan(
            "lantern", "Prop", _PROP, 'Hero prop, called "the lamp" in the script.'
        ),
        BuildPlan("suitcase", "Prop", _PROP, "Three states: new, worn, broken."),
    ),
)

_HARBOUR_LIGHT = ProjectPlan(
    name="harbour_light",
    full_name="Harbour Light",
    client="Fjordland Film",
    color="#1CBC90",
    fps=24,
    begins=-60,
    ends=110,
    producer="tom.okafor",
    supervisor="jurgen.weiss",
    steps=("layout", "anim", "fx", "light", "comp"),
    sequences=(
        SequencePlan("sq010", 5, 0.6, "The keeper lights the lamp."),
        SequencePlan("sq020", 5, 0.35, "Storm at sea, night."),
        SequencePlan("sq030", 4, 0.05, "Wreck on the shore."),
    ),
    builds=(
        BuildPlan("keeper", "Character", _CHARACTER, "Old, slow, wears oilskin."),
        BuildPlan("trawler", "Vehicle", _VEHICLE, "The MS Björg, 24 m."),
        BuildPlan("lighthouse", "Environment", _SET, "Exterior and the lamp room."),
        BuildPlan("reef", "Environment", _SET, "Low tide and high tide."),
        BuildPlan("oil_lamp", "Prop", _PROP, "Must hold up in close-up."),
    ),
)

_NORTHERN_LINE = ProjectPlan(
    name="northern_line_s2",
    full_name="The Northern Line: Season 2",
    client="Kanal Åtta",
    color="#9B59B6",
    fps=25,
    begins=-40,
    ends=150,
    producer="ines.carvalho",
    supervisor="jurgen.weiss",
    steps=("track", "roto", "fx", "comp"),
    episodes={
        "ep201": "The one with the snowed-in train.",
        "ep202": "Back in town.",
    },
    sequences=(
        SequencePlan("sq010", 4, 0.8, "Platform, set extension.", "ep201"),
        SequencePlan("sq020", 4, 0.5, "Snow outside the windows.", "ep201"),
        SequencePlan("sq010", 4, 0.2, "Screens in the control room.", "ep202"),
        SequencePlan("sq020", 4, 0.0, "Night drive, rear projection.", "ep202"),
    ),
    builds=(
        BuildPlan("snow_plough", "Vehicle", _VEHICLE, "CG double of the real one."),
        BuildPlan("platform_12", "Environment", _SET, "Extension beyond the roof."),
        BuildPlan("signal_lamp", "Prop", _PROP, "Red, amber, green."),
    ),
)

_AURELIA = ProjectPlan(
    name="aurelia_winter_30s",
    full_name='Aurelia "Winter" 30s',
    client="Aurelia & Co.",
    color="#F1C40F",
    status="hidden",
    fps=25,
    begins=-120,
    ends=-70,
    producer="tom.okafor",
    supervisor="maeve.obrien",
    steps=("anim", "light", "comp"),
    sequences=(SequencePlan("sq010", 6, 1.0, "The whole spot."),),
    builds=(
        BuildPlan("bottle", "Prop", _PROP, "Refraction matters more than anything."),
        BuildPlan("snow_globe", "Prop", _PROP, "Particles inside are FX."),
    ),
)

PROJECTS: tuple[ProjectPlan, ...] = (
    MY_PROJECT,
    _HARBOUR_LIGHT,
    _NORTHERN_LINE,
    _AURELIA,
)

SHOT_DESCRIPTIONS: tuple[str, ...] = (
    "Wide, crane up, crowd in the background.",
    'Close on the hands; "don\'t look back" is the line.',
    "Tracking shot, handheld, 12 extras to paint out.",
    "Over the shoulder, screen replacement.",
    "Static, sky replacement, birds.",
    "Whip pan into the next shot; cut on the flare.",
    "Insert, 100% CG.",
    "Plates are in P:\\plates\\unit_b, second take.",
    "Reverse angle, same light as the shot before.",
    "Slow push-in, breath in cold air (-10 °C).",
    "Drone plate, stabilise, remove the road.",
    "POV through a wet window.",
    "Établissement du décor, brume au loin.",
    "Two-shot, rig removal left of frame.",
    "Speed ramp 24 → 96 fps.",
)
