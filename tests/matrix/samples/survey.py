from __future__ import annotations

import datetime as dt
from uuid import UUID

from factories.parcels import differing
from factories.survey import token_for
from matrix.policy import EVERYONE, SIGNED_IN, everybody, of, own
from matrix.samples.instruments import FIGURES
from matrix.world import AT, SCHOOLS, TODAY, TREE, Person

from sakaguru.organisations.permissions import VIEW_ORGANISATION
from sakaguru.survey.adapters.vault import class_pin, poster_pin, poster_token
from sakaguru.survey.models import (
    Aftercare,
    Assignment,
    Campaign,
    CampaignExtension,
    DataEntry,
    Edit,
    SchoolClass,
)
from sakaguru.survey.permissions import (
    CHOOSE_EDIT,
    CLOSE_CAMPAIGN,
    DRAFT_CAMPAIGN,
    ENTER_DATA,
    ENTER_OWN_DATA,
    EXPORT_ANSWERS,
    FOLLOW_CAMPAIGN,
    HAND_OUT_LINKS,
    MEND_ARRIVALS,
    OPEN_CAMPAIGN,
    VIEW_CAMPAIGN,
    VIEW_DATA,
    VIEW_PROGRESS,
)
from sakaguru.survey.services.handing_out import hand_out_links

DAY = dt.timedelta(days=1)
STATES = ("draft", "open", "closed")


def plant(world):
    for key in TREE:
        for state in STATES:
            plant_campaign(world, key, state)
    for key in SCHOOLS:
        plant_school(world, key)
    world.missing |= {
        "campaign": {"campaign_id": 0},
        "campaign unit": {"campaign_id": 0, "code": "TIDAK-ADA"},
        "reminder sheet": {"campaign_id": 0, "form": "csv"},
        "answer file": {"campaign_id": 0, "role": "KS"},
        "assignment": {"assignment_id": 0},
        "room": {"room_id": 0},
        "clash": {"submission_id": UUID(int=0)},
        "aftercare": {"aftercare_id": 0},
        "link": {"link_id": 0},
        "door": {"token": "a" * 32},
        "sheet": {"token": "a" * 32, "number": 1},
        "poster": {"token": "a" * 32},
        "receipt": {"text": "tidak-ada"},
        "form file": FORM_FILE,
    }
    for name, role in (("pupil at a poster", "SS"), ("parent with a link", "MT")):
        world.people[name] = Person(name, "S1", kind="outsider", session=role)


FORM_FILE = {"version_id": 0, "role": "KS", "language": "id", "digest": "0"}


def plant_campaign(world, key, state):
    here = world.units[key]
    rules = (VIEW_CAMPAIGN,) if state == "draft" else READ
    name = f"Kampanye {key}"
    if state == "draft":
        name = world.secret("name of a draft campaign", key, *rules)
    made = Campaign.objects.create(
        owner=here,
        scope=here,
        instrument_version=world.kept["instrument"],
        name=name,
        cycle_label="2026",
        opens_on=TODAY - 30 * DAY,
        closes_on=TODAY + 30 * DAY if state != "closed" else TODAY - DAY,
        opened_at=AT - 30 * DAY if state != "draft" else None,
        closed_at=AT - DAY if state == "closed" else None,
    )
    if state != "draft":
        CampaignExtension.objects.create(
            campaign=made,
            closes_on_before=made.closes_on - DAY,
            closes_on=made.closes_on,
            reason=world.secret(f"reason of an extension ({state})", key, *READ),
            extended_at=AT,
        )
        hand_out_links(campaign=made, day=TODAY)
    world.kept["campaign", key, state] = made
    world.put("campaign", key, state, campaign_id=made.pk)
    world.put("campaign unit", key, state, campaign_id=made.pk, code=here.code)
    world.put("reminder sheet", key, state, campaign_id=made.pk, form="csv")
    world.put("answer file", key, state, campaign_id=made.pk, role="KS")


def plant_school(world, key):
    """The school asked in its district's open campaign; its doors; its figures."""
    district = {"S5": "D2", "S6": "D3"}.get(key, "D1")
    campaign = world.kept["campaign", district, "open"]
    asked = Assignment.objects.select_related("campaign", "school")
    assignment = asked.get(campaign=campaign, school=world.units[key])
    world.kept["assignment", key] = assignment
    world.put("assignment", key, assignment_id=assignment.pk)
    room = SchoolClass.objects.create(
        assignment=assignment,
        number=1,
        label=world.secret("label of a class", key, HAND_OUT_LINKS),
        families=3,
    )
    world.put("room", key, room_id=room.pk)
    world.put("clash", key, submission_id=differing(assignment, "KS").pk)
    tried = Aftercare.objects.create(
        assignment=assignment, tries=3, tried_at=AT, set_aside_at=AT
    )
    world.put("aftercare", key, aftercare_id=tried.pk)
    link = assignment.links.get(role="KS", number=1)
    link.label = world.secret("label of a link", key, HAND_OUT_LINKS)
    link.save()
    world.put("link", key, link_id=link.pk)
    for role in ("KS", "MT"):
        token = token_for(assignment, role)
        world.put("door", key, role, token=token)
        world.put("sheet", key, role, token=token, number=1)
        world.known(token, f"token of a link {role}", key, HAND_OUT_LINKS)
    poster = poster_token(campaign, assignment)
    world.put("poster", key, token=poster)
    world.known(poster, "token of a poster", key, HAND_OUT_LINKS)
    world.kept["pin", key] = poster_pin(campaign, assignment, "SS")
    world.kept["class pin", key] = class_pin(campaign, assignment, room)
    for number, field in enumerate(FIGURES):
        figure = f"9{SCHOOLS.index(key)}8173{number}64"
        world.known(figure, f"figure {field}", key, VIEW_DATA)
        DataEntry.objects.create(
            school=world.units[key],
            field=field,
            value=figure,
            source="other",
            dated_on=TODAY,
            entered_at=AT,
            entered_by=world.users[key],
        )


READ = (VIEW_CAMPAIGN, FOLLOW_CAMPAIGN)


def read(person, thing):
    if person.reached_by(VIEW_CAMPAIGN, thing.unit):
        return True
    return thing.state != "draft" and person.reached_by(FOLLOW_CAMPAIGN, thing.unit)


def read_unit(person, thing):
    """A draft has no progress; else the unit must lie in one's own reach."""
    if thing.state == "draft":
        return read(person, thing)
    return read(person, thing) and person.reached_by(VIEW_PROGRESS, thing.unit)


def campaign(*may, **more):
    return of("campaign", read, may=may, **more)


def handed_out(kind="assignment", **more):
    return of(kind, HAND_OUT_LINKS, **more)


ENTERS = of("unit", VIEW_ORGANISATION, may=(ENTER_OWN_DATA, ENTER_DATA))
UNTIL = {"last_day": (TODAY + 60 * DAY).isoformat(), "reason": "Sinyal lama putus."}
CLASS = {"label": "5A", "families": 20}


def sent(**data):
    return lambda _world, _thing: data


def chosen(_world, thing):
    if thing is None:
        return {}
    edit = Edit.objects.filter(submission=thing.kwargs["submission_id"]).first()
    return {"isi": str(edit.pk) if edit else ""}


def door(kind="door"):
    return of(kind, audience=EVERYONE.audience)


ROWS = {
    "survey:answer-file": of("answer file", read, may=EXPORT_ANSWERS),
    "survey:mending-list": campaign(),
    "survey:edit-compare": of("clash", CHOOSE_EDIT),
    "survey:edit-choose": of("clash", CHOOSE_EDIT, data=chosen),
    "survey:aftercare-retry": of("aftercare", MEND_ARRIVALS),
    "survey:campaign-list": SIGNED_IN,
    "survey:campaign-new": own(DRAFT_CAMPAIGN, sees=(everybody,)),
    "survey:campaign-draft": own(DRAFT_CAMPAIGN, sees=(everybody,)),
    "survey:campaign-detail": campaign(),
    "survey:campaign-unit": of("campaign unit", read_unit),
    "survey:campaign-edit": campaign(DRAFT_CAMPAIGN),
    "survey:campaign-change": campaign(DRAFT_CAMPAIGN),
    "survey:campaign-open": campaign(OPEN_CAMPAIGN),
    "survey:campaign-extend": campaign(OPEN_CAMPAIGN, data=sent(**UNTIL)),
    "survey:campaign-closing": campaign(CLOSE_CAMPAIGN),
    "survey:campaign-close": campaign(CLOSE_CAMPAIGN),
    "survey:reminder-list": campaign(),
    "survey:reminder-file": of("reminder sheet", read),
    "survey:assignment-detail": of("assignment", VIEW_PROGRESS),
    "survey:assignment-poster": handed_out(),
    "survey:assignment-slips": handed_out(),
    "survey:poster-renew": handed_out(),
    "survey:class-list": handed_out(),
    "survey:class-add": handed_out(data=sent(**CLASS)),
    "survey:class-board": handed_out("room"),
    "survey:class-slips": handed_out("room"),
    "survey:class-change": handed_out("room", data=sent(**CLASS)),
    "survey:class-renew": handed_out("room"),
    "survey:class-shut": handed_out("room"),
    "survey:class-reopen": handed_out("room"),
    "survey:link-withdraw": handed_out("link"),
    "survey:link-renew": handed_out("link"),
    "survey:link-label": handed_out("link", data=sent(label="Bu Ani")),
    "survey:data-form": of("unit", VIEW_ORGANISATION, may=VIEW_DATA),
    "survey:data-enter": ENTERS,
    "survey:data-import": ENTERS,
    "survey:data-template": ENTERS,
    "survey:data-upload": ENTERS,
    "survey:data-run": ENTERS,
    "survey:worker-script": EVERYONE,
    "survey:capture-shell": EVERYONE,
    "survey:capture-outbox": EVERYONE,
    "survey:capture-form": of("form file", audience=EVERYONE.audience),
    "survey:withdrawal-form": EVERYONE,
    "survey:withdrawal-take": EVERYONE,
    "survey:withdrawal-done": EVERYONE,
    "survey:receipt-detail": door("receipt"),
    "survey:filling-start": door(),
    "survey:capture-link": door(),
    "survey:capture-deposit": door(),
    "survey:filling-begin": door(),
    "survey:filling-resume": door(),
    "survey:filling-continue": door(),
    "survey:filling-sheet": door("sheet"),
    "survey:filling-save": door("sheet"),
    "survey:filling-finish": door(),
    "survey:filling-send": door(),
    "survey:poster-detail": door("poster"),
    "survey:capture-class": door("poster"),
    "survey:poster-enter": door("poster"),
    "survey:poster-next": door("poster"),
    "survey:poster-sent": door("poster"),
    "api-submissions": EVERYONE,
    "api-submission-batch": EVERYONE,
    "api-submission-withdrawal": EVERYONE,
    "api-openapi": EVERYONE,
}
