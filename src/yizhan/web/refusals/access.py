"""Sentences about accounts, permissions, enterprises and repeated requests."""

from django.utils.translation import gettext_lazy as _

TEXTS = {
    "not_permitted": _("Your role may not do this. Ask the branch manager if you think it should."),
    "role_not_allowed": (
        _("This step belongs to another role than %(role)s."),
        _("This step belongs to another role."),
    ),
    "key_reused_with_other_content": _(
        "This form was already sent with other content. Open the page again and send it once more."
    ),
    "code_wrong": _("The code is not right, or it has been used already. Wait for the next one and type it again."),
    "second_step_missing": _("This branch asks staff for the second step. Sign in on the pages and set it up first."),
    "second_step_already": _("The second step is on already. Turn it off first to set up another telephone."),
    "second_step_not_begun": _("Begin with “Set it up”, then type the code that your telephone shows."),
    "user_unknown": _("There is no user %(username)s."),
    "identity_unchanged": _("Nothing differs from what is known. Change a value, or leave the page."),
    "enterprise_already_registered": _(
        "The enterprise with the code %(uscc)s is registered already. "
        "Sign in with its account, or ask the branch to add you."
    ),
    "enterprise_unknown": _(
        "Not registered here: %(enterprises)s. Register the enterprises first, or leave their rows out."
    ),
    "unmask_needs_reason": _("Write what you need the contact data for; the audit trail keeps the reason."),
    "role_unknown": _("There is no role “%(role)s”. Choose one of the roles in the list."),
    "username_taken": _("This user name is taken. Choose another one."),
    "username_unknown": _("Nobody is called %(username)s here. Check the spelling; create the user first if needed."),
    "token_needs_name": _("Give the token a name that tells what it is for."),
    "token_lifetime": _("A token lives between 1 and %(longest)s days."),
    "token_name_taken": _("A token named %(name)s stands already. Revoke it first, or choose another name."),
    "token_unknown": _("There is no standing token named %(name)s. Check the name and the user."),
    "password_too_weak": _("This password is too weak: %(rules)s"),
    "uscc_empty": _("Enter the unified social credit code (18 characters, on the business licence)."),
    "uscc_length": _("The code has %(length)s characters; a unified social credit code has %(expected)s."),
    "uscc_character": _(
        "“%(character)s” at place %(position)s cannot stand there. "
        "Only digits and capital letters without I, O, S, V and Z are used."
    ),
    "uscc_region": _(
        "The region %(region)s (places 3 to 8) does not exist. Compare the code with the licence."
    ),
    "uscc_check_digit": _(
        "The last character is %(found)s, but by the other 17 it must be %(expected)s. "
        "One character is probably mistyped."
    ),
}
