"""The second step of signing in: a code of six digits that a person's telephone shows (TOTP, RFC 6238, by django-otp)."""

from django.conf import settings
from django_otp import match_token
from django_otp.plugins.otp_totp.models import TOTPDevice

from yizhan.kernel.refusal import Refusal, refuse
from yizhan.records.models import User
from yizhan.workflows.action import Act, action


def lacks_second_step(user: User) -> bool:
    """Whether the branch asks its staff for the second step and this user has signed in without it."""
    return settings.STAFF_SECOND_STEP and user.is_branch_staff and not user.is_verified()


def device_of(user: User) -> TOTPDevice | None:
    """The confirmed device of a user, if there is one."""
    return TOTPDevice.objects.filter(user=user, confirmed=True).first()


def open_device_of(user: User) -> TOTPDevice | None:
    """The device that a user has begun to set up."""
    return TOTPDevice.objects.filter(user=user, confirmed=False).first()


@action("account.protect")
def begin_second_step(act: Act) -> User | Refusal:
    """A fresh secret for the user's telephone; it counts only when a code of it has been typed back."""
    if device_of(act.actor):
        return refuse("second_step_already")
    TOTPDevice.objects.filter(user=act.actor, confirmed=False).delete()
    TOTPDevice.objects.create(user=act.actor, name="telephone", confirmed=False)
    act.changed(act.actor, after={"second_step": "begun"})
    return act.actor


@action("account.protect")
def confirm_second_step(act: Act, code: str) -> User | Refusal:
    """The first right code turns the second step on."""
    device = TOTPDevice.objects.select_for_update().filter(user=act.actor, confirmed=False).first()
    if device is None:
        return refuse("second_step_not_begun")
    if not device.verify_token(code):
        return refuse("code_wrong", field="code")
    device.confirmed = True
    device.save(update_fields=["confirmed"])
    act.changed(act.actor, after={"second_step": "on"})
    return act.actor


@action("account.protect")
def end_second_step(act: Act, code: str) -> User | Refusal:
    """Turn the second step off; a stolen session alone cannot."""
    if match_token(act.actor, code) is None:
        return refuse("code_wrong", field="code")
    TOTPDevice.objects.filter(user=act.actor).delete()
    act.changed(act.actor, before={"second_step": "on"}, after={"second_step": "off"})
    return act.actor


@action("user.reset_second_step")
def reset_second_step(act: Act, username: str) -> User | Refusal:
    """Turn the second step of somebody off whose telephone is lost; the command line's alone."""
    user = User.objects.filter(username=username).first()
    if user is None:
        return refuse("user_unknown", username=username)
    TOTPDevice.objects.filter(user=user).delete()
    act.changed(user, after={"second_step": "off"})
    return user
