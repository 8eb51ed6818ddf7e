"""The settings that keep people safe are on."""

from yizhan.app import settings


def test_nothing_of_a_fault_is_shown_and_passwords_are_hashed_slowly() -> None:
    assert settings.DEBUG is False
    assert settings.PASSWORD_HASHERS == ["django.contrib.auth.hashers.Argon2PasswordHasher"]


def test_forms_frames_and_sign_in_are_guarded() -> None:
    assert "django.middleware.csrf.CsrfViewMiddleware" in settings.MIDDLEWARE
    assert "yizhan.web.middleware.ContentSecurityPolicyMiddleware" in settings.MIDDLEWARE
    assert settings.X_FRAME_OPTIONS == "DENY"
    assert settings.MIDDLEWARE[-1] == "axes.middleware.AxesMiddleware"


def test_uploaded_files_and_static_files_live_in_the_branch_s_home() -> None:
    assert settings.MEDIA_ROOT.parent == settings.STATIC_ROOT.parent == settings.ENVIRONMENT.home
