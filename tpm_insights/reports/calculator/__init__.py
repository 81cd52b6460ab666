"""The calculator: fitted pay estimators as tables that a page evaluates by itself, to the same dollar."""
