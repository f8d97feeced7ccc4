"""A door that names a rule and forgets to ask it answers nobody and writes nothing."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.http import Http404, HttpResponse
from factories.organisations import OrganisationFactory

from sakaguru.core.access import off_the_record
from sakaguru.core.errors import NotAllowed
from sakaguru.organisations.models import Organisation
from sakaguru.ui.http import OpenTo, RuleNotAskedError, action, page


@pytest.fixture
def unit(db):
    return OrganisationFactory()


@pytest.fixture
def asked(rf, actor_at, unit):
    """A request by the head of the unit, of the wanted method."""

    def make(method):
        request = getattr(rf, method)("/")
        request.user = type("Somebody", (AnonymousUser,), {"is_authenticated": True})()
        request.actor, request.memberships = actor_at(unit, "head"), []
        request.htmx = False
        return request

    return make


def renamed(unit):
    return Organisation.objects.filter(pk=unit.pk).update(name="Diubah")


def test_a_page_that_asks_no_rule_is_not_shown(asked, rule):
    view = page(rule)(lambda _request: HttpResponse("isi"))

    with pytest.raises(RuleNotAskedError):
        view(asked("get"))


def test_a_page_that_asks_only_for_the_menu_is_not_shown(asked, rule, unit):
    def view(request):
        with off_the_record():
            rule.allows(request.actor, unit)
        return HttpResponse("isi")

    with pytest.raises(RuleNotAskedError):
        page(rule)(view)(asked("get"))


def test_a_page_that_was_told_no_and_goes_on_is_not_shown(asked, rule):
    foreign = OrganisationFactory()

    def view(request):
        rule.allows(request.actor, foreign)
        return HttpResponse("isi")

    with pytest.raises(RuleNotAskedError):
        page(rule)(view)(asked("get"))


@pytest.mark.parametrize(
    "ask",
    [
        lambda rule, actor, unit: rule.check(actor, unit),
        lambda rule, actor, unit: rule.allows(actor, unit),
        lambda rule, actor, _unit: rule.filter(actor, Organisation.objects.all()),
    ],
    ids=["check", "allows", "filter"],
)
def test_a_page_that_asks_is_shown(asked, rule, unit, ask):
    def view(request):
        ask(rule, request.actor, unit)
        return HttpResponse("isi")

    assert page(rule)(view)(asked("get")).status_code == 200


def test_a_page_that_is_not_there_needs_no_rule(asked, rule):
    def view(request):
        raise Http404

    with pytest.raises(Http404):
        page(rule)(view)(asked("get"))


def test_an_action_does_not_write_before_a_rule_said_yes(asked, rule, unit):
    def view(request):
        renamed(unit)
        rule.check(request.actor, unit)
        return HttpResponse()

    with pytest.raises(RuleNotAskedError), transaction.atomic():
        action(rule)(view)(asked("post"))
    unit.refresh_from_db()
    assert unit.name != "Diubah"


def test_an_action_does_not_write_because_a_list_was_narrowed(asked, rule, unit):
    def view(request):
        rule.filter(request.actor, Organisation.objects.all())
        renamed(unit)
        return HttpResponse()

    with pytest.raises(RuleNotAskedError), transaction.atomic():
        action(rule)(view)(asked("post"))


def test_an_action_does_not_show_the_faults_of_a_form_before_it_asks(asked, rule):
    view = action(rule)(lambda _request: HttpResponse("form", status=422))

    with pytest.raises(RuleNotAskedError):
        view(asked("post"))


def test_an_action_writes_when_its_rule_said_yes(asked, rule, unit):
    def view(request):
        rule.check(request.actor, unit)
        renamed(unit)
        return HttpResponse()

    assert action(rule)(view)(asked("post")).status_code == 200
    unit.refresh_from_db()
    assert unit.name == "Diubah"


def test_a_refusal_stays_a_refusal(asked, rule):
    foreign = OrganisationFactory()

    def view(request):
        rule.check(request.actor, foreign)

    with pytest.raises(NotAllowed):
        rule.check(asked("post").actor, foreign)
    request = asked("post")
    request.META["HTTP_HX_REQUEST"] = "true"
    assert action(rule)(view)(request).status_code == 403


def test_where_no_rule_decides_none_is_waited_for(asked, unit):
    def view(request):
        renamed(unit)
        return HttpResponse()

    assert action(OpenTo.LINK_HOLDER)(view)(asked("post")).status_code == 200
