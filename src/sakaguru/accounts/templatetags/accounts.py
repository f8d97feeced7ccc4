from __future__ import annotations

from django import template

from sakaguru.accounts.logic.browsers import browser_of

register = template.Library()
register.filter("peramban", browser_of)
