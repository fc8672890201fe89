"""Amounts of money as filters of the pages: {{ line.planned|amount:line.currency }}."""

from django import template

from core import money

register = template.Library()
register.filter("amount", money.amount)
register.filter("rounded", money.rounded)
register.filter("grouped", money.grouped)
