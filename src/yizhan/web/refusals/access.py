"""Sentences about accounts, permissions and repeated requests."""

from django.utils.translation import gettext_lazy as _

TEXTS = {
    "not_permitted": _("Your role may not do this. Ask the branch manager if you think it should."),
    "key_reused_with_other_content": _("This form was already sent with other content. Open the page again and send it once more."),
    "enterprise_already_registered": _("The enterprise with the code %(uscc)s is registered already. Sign in with its account, "
                                       "or ask the branch to add you."),
    "role_unknown": _("There is no role “%(role)s”. Choose one of the roles in the list."),
    "username_taken": _("This user name is taken. Choose another one."),
    "password_too_weak": _("This password is too weak: %(rules)s"),
}
