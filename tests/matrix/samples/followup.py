from __future__ import annotations

from factories.evidence import photo
from factories.followup import ActionPointFactory
from factories.organisations import UserFactory
from matrix.policy import SIGNED_IN, Row, of, own, unit
from matrix.world import AT, TREE

from sakaguru.evidence.models import Proof
from sakaguru.evidence.permissions import ADD_EVIDENCE
from sakaguru.followup.models import PointEvent
from sakaguru.followup.permissions import (
    ASK_FOR_HELP,
    COMMENT_POINT,
    GIVE_HELP,
    JUDGE_EFFECT,
    OPEN_POINT,
    STEER_POINT,
    VIEW_HELP,
    VIEW_POINT,
    WORK_ON_POINT,
)
from sakaguru.organisations.permissions import VIEW_ORGANISATION

HELP = "help"


def plant(world):
    for key in TREE:
        for state in ("new", "done"):
            made = ActionPointFactory(
                owner=world.units[key],
                title=world.secret("title of a point", key, VIEW_POINT),
                detail=world.secret("detail of a point", key, VIEW_POINT),
                state=state,
            )
            PointEvent.objects.create(
                point=made,
                kind="comment",
                at=AT,
                by=world.users[key],
                text=world.secret("comment on a point", key, VIEW_POINT),
            )
            Proof.objects.create(
                evidence_id=world.find("evidence", key, "in use").kwargs["pk"],
                source="followup",
                source_key=str(made.pk),
                label=made.number,
                linked_at=AT,
            )
            world.put("point", key, state, pk=made.pk)
            world.put("entry", key, state, pk=made.pk)
    world.missing["point"] = {"pk": 0}
    for key, (above, _tier) in TREE.items():
        if above:
            plant_help(world, key, above)
    world.missing |= {"help": {"pk": 0}, "entry": {"pk": 0}}


def plant_help(world, key, above):
    """Somebody who has left the unit asked the unit above for help."""
    for state in ("new", "awaiting_check"):
        made = ActionPointFactory(
            owner=world.units[above],
            asker=world.units[key],
            owner_person=UserFactory(),
            verifier=UserFactory(),
            state=state,
        )
        world.put("help", key, state, pk=made.pk)
        world.put("entry", key, f"{HELP}, {state}", pk=made.pk)


def said(**data):
    return lambda _world, _thing: data


REASON = "Menunggu anggaran perubahan disahkan."
WORKS = (WORK_ON_POINT,)
POSTPONES = (WORK_ON_POINT, STEER_POINT)


def step(*may, **data):
    return of("point", VIEW_POINT, may=may, data=said(**data) if data else None)


def helps(rule):
    """Asked about the unit from which help is to come."""
    return lambda person, thing: person.reached_by(rule, TREE[thing.unit][0])


def sees_entry(person, thing):
    """An entry of the register is a promise of the unit, or help it asked for."""
    if not thing.state.startswith(HELP):
        return person.reached_by(VIEW_POINT, thing.unit)
    above = helps(VIEW_POINT)(person, thing)
    return above or person.reached_by(VIEW_HELP, thing.unit)


def help_step(*may, **data):
    given = said(**data) if data else None
    return of("help", helps(VIEW_POINT), VIEW_HELP, may=may, data=given)


def verifier(_person, _thing):
    """Nobody of these was named as the one who checks."""
    return False


def asked(world, thing):
    return {"unit": world.units[thing.unit].code if thing else "TIDAK-ADA"}


def either(plain, named):
    """An address that may name a unit behind its question mark."""
    return Row(verbs={"": plain, "?unit": named}, audience=plain.audience)


OWN_POINT = own(OPEN_POINT, sees=(VIEW_POINT,))
POINT_OF_UNIT = unit(VIEW_POINT, may=OPEN_POINT, query=asked)

ROWS = {
    "followup:point-list": either(SIGNED_IN, unit(VIEW_ORGANISATION, query=asked)),
    "followup:point-export": either(SIGNED_IN, unit(VIEW_ORGANISATION, query=asked)),
    "followup:point-form": either(OWN_POINT, POINT_OF_UNIT),
    "followup:point-open": either(OWN_POINT, POINT_OF_UNIT),
    "followup:help-form": own(ASK_FOR_HELP),
    "followup:help-ask": own(
        ASK_FOR_HELP, data=said(title="Dampingi guru", due_on="2030-01-01")
    ),
    "followup:point-detail": of("entry", sees_entry),
    "followup:point-proof": of(
        "point",
        VIEW_POINT,
        may=ADD_EVIDENCE,
        data=lambda _world, _thing: {"title": "Foto", "file": photo()},
    ),
    "followup:point-step": of(
        "point",
        VIEW_POINT,
        verbs={
            "sepakati": step(*WORKS),
            "mulai": step(*WORKS),
            "ajukan": step(*WORKS, **{"ajukan-note": "Selesai."}),
            "kembalikan": step(verifier, **{"kembalikan-reason": REASON}),
            "verifikasi": step(verifier, **{"verifikasi-note": "Sudah."}),
            "efektif": step(verifier, JUDGE_EFFECT, **{"efektif-reason": REASON}),
            "belum-efektif": step(verifier, JUDGE_EFFECT, **{"belum-reason": REASON}),
            "tugaskan": step(STEER_POINT, **{"tugaskan-priority": 2}),
            "tunda": step(
                *POSTPONES, **{"tunda-reason": REASON, "tunda-due_on": "2030-01-01"}
            ),
            "hentikan": step(STEER_POINT, **{"hentikan-reason": REASON}),
            "komentar": step(COMMENT_POINT, **{"komentar-text": "Baik."}),
            "sanggupi": help_step(helps(GIVE_HELP)),
            "tolak": help_step(helps(GIVE_HELP), **{"tolak-reason": REASON}),
            "berikan": help_step(helps(GIVE_HELP), **{"berikan-text": REASON}),
            "terima": help_step(ASK_FOR_HELP, **{"terima-text": "Sudah."}),
            "belum-terima": help_step(ASK_FOR_HELP, **{"belum-terima-reason": REASON}),
            "batalkan": help_step(ASK_FOR_HELP, **{"batalkan-reason": REASON}),
        },
    ),
}
