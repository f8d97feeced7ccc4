"""The tree, the people who knock, and what hangs on a unit."""

from __future__ import annotations

import datetime as dt
import hashlib

from allauth.mfa.models import Authenticator
from factories.organisations import OrganisationFactory, SchoolFactory
from matrix.policy import EVERYONE, SIGNED_IN, of, unit
from matrix.world import AT, LONG_AGO, TODAY, TREE, Person

from sakaguru.accounts.models import User
from sakaguru.core.access import Actor
from sakaguru.evidence.permissions import VIEW_EVIDENCE
from sakaguru.findings.permissions import VIEW_FINDING
from sakaguru.followup.permissions import VIEW_POINT
from sakaguru.organisations.enums import Role
from sakaguru.organisations.models import (
    Grant,
    Group,
    GroupMember,
    Invitation,
    Membership,
    SchoolImport,
)
from sakaguru.organisations.permissions import (
    CHANGE_PARTICULARS,
    CHANGE_TREE,
    MANAGE_PEOPLE,
    VIEW_ORGANISATION,
    VIEW_PEOPLE,
    VIEW_TRAIL,
)
from sakaguru.organisations.services.tokens import issue_token
from sakaguru.planning.permissions import VIEW_DRAFT, VIEW_PLAN
from sakaguru.survey.permissions import VIEW_DATA

KNOCKERS = [
    ("teacher", "S1", Role.TEACHER),
    ("head of a school", "S1", Role.HEAD),
    ("operator of a school", "S1", Role.OPERATOR),
    ("quality team of a school", "S1", Role.QUALITY_TEAM),
    ("committee (parents)", "S1", Role.COMMITTEE),
    ("viewer of a school", "S2", Role.VIEWER),
    ("head of a cluster", "C1", Role.HEAD),
    ("officer of an area", "A1", Role.HEAD_OF_QA),
    ("supervisor", "A1", Role.SUPERVISOR),
    ("officer of a district", "D1", Role.HEAD_OF_QA),
    ("operator of a district", "D1", Role.OPERATOR),
    ("auditor", "D1", Role.AUDITOR),
    ("officer of a province", "P1", Role.HEAD_OF_QA),
    ("facilitator", "P1", Role.FACILITATOR),
    ("officer of the nation", "N", Role.HEAD_OF_QA),
    ("national admin", "N", Role.MANAGER),
    ("viewer of the nation", "N", Role.VIEWER),
    ("officer of another district", "D3", Role.HEAD),
]
GRANTED = [
    ("supervisor by grant", "D2", Role.SUPERVISOR, "S1"),
    ("partner", "M", Role.PARTNER_OFFICER, "S1"),
]


def plant(world):
    for key, (parent, tier) in TREE.items():
        above = world.units.get(parent)
        fields = {"tier": tier, "code": CODES[key], "parent": above}
        fields["name"] = f"Unit {key}"
        if tier == 6:
            world.units[key] = SchoolFactory(
                **{f"organisation__{name}": value for name, value in fields.items()}
            ).organisation
        else:
            world.units[key] = OrganisationFactory(**fields)
    for key, each in world.units.items():
        world.put("unit", key, code=each.code)
        if TREE[key][1] == 6:
            world.put("school", key, code=each.code)
    world.missing["unit"] = world.missing["school"] = {"code": "TIDAK-ADA"}
    for key in TREE:
        plant_people(world, key)
        plant_rest(world, key)
    plant_knockers(world)


CODES = {key: f"MX-{key}" for key in TREE} | {
    key: f"6900000{n}" for n, key in enumerate(k for k, v in TREE.items() if v[1] == 6)
}


def plant_people(world, key):
    """A colleague in each unit, and somebody invited."""
    here = world.units[key]
    name = world.secret("name of a person", key, *PEOPLE_SEEN)
    email = world.secret("email of a person", key, VIEW_PEOPLE)
    user = User.objects.create_user(f"{email.lower()}@contoh.invalid", name=name)
    member = Membership.objects.create(
        user=user, organisation=here, role=Role.VIEWER, valid_from=LONG_AGO
    )
    world.users[key] = user
    world.put("membership", key, code=here.code, membership_id=member.pk)
    invited = Invitation.objects.create(
        email=world.secret("email of an invited", key, MANAGE_PEOPLE).lower()
        + "@contoh.invalid",
        name=world.secret("name of an invited", key, MANAGE_PEOPLE),
        organisation=here,
        role=Role.VIEWER,
        token_digest=hashlib.sha256(f"undangan-{key}".encode()).hexdigest(),
        invited_at=AT,
        expires_at=AT + dt.timedelta(days=14),
    )
    world.put("invitation", key, code=here.code, invitation_id=invited.pk)
    world.put("invited", key, token=f"undangan-{key}")
    code = here.code
    world.missing |= {
        "membership": {"code": code, "membership_id": 0},
        "invitation": {"code": code, "invitation_id": 0},
        "invited": {"token": "tidak-ada"},
    }


def plant_rest(world, key):
    here = world.units[key]
    kept = SchoolImport.objects.create(
        owner=here,
        filename=world.secret("name of an imported file", key, CHANGE_TREE),
        header=["npsn", "nama"],
        rows=[[2, {"npsn": world.secret("cell of an import", key, CHANGE_TREE)}]],
        uploaded_at=AT,
    )
    world.put("school import", key, code=here.code, import_id=kept.pk)
    group = Group.objects.create(
        owner=here,
        kind="pilot",
        name=world.secret("name of a group", key, VIEW_ORGANISATION),
    )
    member = GroupMember.objects.create(
        group=group, organisation=here, valid_from=LONG_AGO
    )
    world.put("group", key, code=here.code, group_id=group.pk)
    world.put("group member", key, code=here.code, member_id=member.pk)
    world.missing |= {
        "school import": {"code": here.code, "import_id": 0},
        "group": {"code": here.code, "group_id": 0},
        "group member": {"code": here.code, "member_id": 0},
    }


def plant_knockers(world):
    for name, key, role in KNOCKERS:
        world.people[name] = member(world, name, key, role)
    for name, key, role, granted in GRANTED:
        world.people[name] = member(world, name, key, role, granted)
    bearer = member(world, "program with a token", "D1", Role.OPERATOR)
    acting = Membership.objects.get(user=bearer.user_id)
    _token, secret = issue_token(
        actor=Actor(
            user_id=bearer.user_id,
            path=acting.organisation.path,
            roles=bearer.roles,
            membership_id=acting.pk,
        ),
        name="Dasbor kabupaten",
        days=30,
        at=AT,
    )
    world.people[bearer.name] = replaced(bearer, kind="token", session=secret)
    world.missing["token"] = {"token_id": 0}
    world.put("token", "D1", token_id=_token.pk)
    ended = member(world, "expired membership", "S1", Role.HEAD)
    Membership.objects.filter(user=ended.user_id).update(valid_until=TODAY)
    world.people["expired membership"] = replaced(ended, kind="nobody")
    gone = member(world, "suspended account", "S1", Role.HEAD)
    User.objects.filter(pk=gone.user_id).update(is_active=False)
    world.people["suspended account"] = replaced(gone, kind="outsider")
    staff = User.objects.create_superuser("dukungan@contoh.invalid", name="Dukungan")
    Authenticator.objects.create(user=staff, type="totp", data={"secret": "x"})
    world.people["support staff"] = Person(
        "support staff", "S1", kind="support", user_id=staff.pk
    )
    world.people["anonymous"] = Person("anonymous", "S1", kind="outsider")


def member(world, name, key, role, granted=""):
    """Somebody with one role; with a second factor, for offices must have one."""
    user = User.objects.create_user(
        f"{name.replace(' ', '.').strip('()')}@contoh.invalid".replace("(", ""),
        name=f"Pengetuk {name}",
    )
    Authenticator.objects.create(user=user, type="totp", data={"secret": "x"})
    made = Membership.objects.create(
        user=user, organisation=world.units[key], role=role, valid_from=LONG_AGO
    )
    grants = ()
    if granted:
        Grant.objects.create(
            membership=made,
            organisation=world.units[granted],
            roles=[role],
            reason="Perjanjian",
            valid_from=LONG_AGO,
        )
        grants = ((granted, frozenset({str(role)})),)
    return Person(name, key, frozenset({str(role)}), grants, user_id=user.pk)


def replaced(person, **fields):
    return Person(**{**vars(person), **fields})


PEOPLE_SEEN = (
    VIEW_PEOPLE,
    VIEW_EVIDENCE,  # who brought a file
    VIEW_FINDING,  # who noted a cause
    VIEW_POINT,  # who commented
    VIEW_PLAN,  # who does an activity
    VIEW_DRAFT,
    VIEW_DATA,  # who wrote a figure
)
"""By name people stand beside what they did; by e-mail only on the list of people."""
ON = TODAY.isoformat()
CHANGES = {
    "ubah-nama": {"nama-name": "Nama Baru", "nama-on": ON},
    "buka": {"buka-tier": 6, "buka-code": "60999999", "buka-name": "X", "buka-on": ON},
    "pindah": {"pindah-parent_code": "", "pindah-on": ON},
    "gabung": {"gabung-into_code": "", "gabung-on": ON},
    "pecah": {"pecah-into_code": "", "pecah-on": ON},
    "tutup": {"tutup-on": ON},
    "sebutan": {"sebutan-tier": 4, "sebutan-name": "Korwil"},
}
TREE_CHANGE = unit(VIEW_ORGANISATION, may=CHANGE_TREE)


def nobody_else(_person, _thing):
    """A token is looked after by whose it is; that person signs in nowhere here."""
    return False


def itself(world, thing):
    return {"code": world.units[thing.unit].code if thing else "TIDAK-ADA"}


def into_itself(data):
    """Where another unit is named, the same: so that nobody lacks a right there."""

    def given(world, thing):
        code = itself(world, thing)["code"]
        return {name: value or code for name, value in data.items()}

    return given


def sent(**data):
    return lambda _world, _thing: data


ROWS = {
    "organisations:organisation-list": SIGNED_IN,
    "organisations:act-as": SIGNED_IN,
    "organisations:invitation-detail": of("invited", audience=EVERYONE.audience),
    "organisations:invitation-accept": of("invited", audience=EVERYONE.audience),
    "organisations:token-list": SIGNED_IN,
    "organisations:token-issue": SIGNED_IN,
    "organisations:token-revoke": of("token", nobody_else),
    "organisations:organisation-detail": unit(VIEW_ORGANISATION),
    "organisations:organisation-history": unit(VIEW_ORGANISATION),
    "organisations:organisation-onlookers": unit(VIEW_ORGANISATION),
    "organisations:organisation-edit": TREE_CHANGE,
    "organisations:organisation-change": unit(
        VIEW_ORGANISATION,
        may=CHANGE_TREE,
        verbs={
            verb: unit(VIEW_ORGANISATION, may=CHANGE_TREE, data=into_itself(data))
            for verb, data in CHANGES.items()
        },
    ),
    "organisations:school-edit": of(
        "school", VIEW_ORGANISATION, may=CHANGE_PARTICULARS
    ),
    "organisations:school-change": of(
        "school",
        VIEW_ORGANISATION,
        may=CHANGE_PARTICULARS,
        data=sent(village="Desa", status="NEGERI"),
    ),
    "organisations:people-list": unit(VIEW_ORGANISATION, may=VIEW_PEOPLE),
    "organisations:person-invite": unit(
        VIEW_ORGANISATION,
        may=MANAGE_PEOPLE,
        data=sent(name="Tamu", email="tamu@contoh.invalid", role="committee"),
    ),
    "organisations:invitation-withdraw": of(
        "invitation", VIEW_ORGANISATION, may=MANAGE_PEOPLE
    ),
    "organisations:membership-end": of(
        "membership", VIEW_ORGANISATION, may=MANAGE_PEOPLE
    ),
    "organisations:school-import": TREE_CHANGE,
    "organisations:school-list-upload": TREE_CHANGE,
    "organisations:school-import-check": of(
        "school import", VIEW_ORGANISATION, may=CHANGE_TREE
    ),
    "organisations:school-import-run": of(
        "school import", VIEW_ORGANISATION, may=CHANGE_TREE
    ),
    "organisations:school-import-again": of(
        "school import", VIEW_ORGANISATION, may=CHANGE_TREE
    ),
    "organisations:group-list": unit(VIEW_ORGANISATION),
    "organisations:group-form": unit(
        VIEW_ORGANISATION, may=CHANGE_TREE, data=sent(kind="pilot", name="Baru")
    ),
    "organisations:group-join": of(
        "group", VIEW_ORGANISATION, may=CHANGE_TREE, data=itself
    ),
    "organisations:group-leave": of("group member", VIEW_ORGANISATION, may=CHANGE_TREE),
}
TRAIL = VIEW_TRAIL
