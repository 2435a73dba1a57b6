"""What the actions of the annotate screen do, by kind: moving, annotating, linking, finding, going about.

Each module has a class whose ``actions`` map an action's id to the function that does it. They work on a
``Desk``: the open session, the page, the panel, and a way to say or ask something.
"""
