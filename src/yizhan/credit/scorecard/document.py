"""The model document and the printable card: sections of tables as data, then Markdown or one HTML page for printing."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from yizhan.credit.scorecard.card import Scorecard, Variable
from yizhan.credit.scorecard.judge import Judgement
from yizhan.credit.scorecard.watch import Baseline, WatchLimits, watch
from yizhan.kernel.text import Bilingual

PRINT_STYLE = ("body{font:11pt sans-serif;max-width:60rem;margin:2rem auto}table{border-collapse:collapse;margin:.5rem 0}"
               "td,th{border:1px solid #888;padding:.15rem .5rem;text-align:right}td:first-child,th:first-child{text-align:left}"
               "h2{break-after:avoid}table{break-inside:avoid}")


# Heads and codes of the tables in Chinese; what is not named here (names of settings and libraries) stays as it is.
CHINESE = {
    "bin": "分箱", "points": "分值", "rows": "样本数", "bads": "坏样本数", "bad rate": "坏样本率", "expected": "预测违约率",
    "lift": "提升度", "captured": "累计捕获率", "grade": "等级", "figure": "指标", "method": "训练方法", "effective_from": "生效日",
    "window": "训练窗口", "target": "目标变量", "data_fingerprint": "数据指纹", "seed": "随机种子", "calibration": "校准线",
    "auc": "AUC", "ks": "KS", "brier": "Brier 分数", "log_loss": "对数损失", "training": "训练样本", "cross_validation": "交叉验证",
    "out_of_time": "跨期样本", "hold_out": "留出样本", "variable": "变量", "index": "稳定性指数", "verdict": "结论", "stable": "稳定",
    "warning": "关注", "alarm": "预警", "score": "总分", "boost": "加性提升", "woe": "证据权重", "expert": "专家卡",
}
HEADS = ("bin", "figure", "grade", "points", "variable")


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, paragraphs, and a table whose first row is its head (or none)."""

    heading: Bilingual
    paragraphs: tuple[str, ...] = ()
    table: tuple[tuple[str, ...], ...] = ()


def model_document(card: Scorecard, judgements: Sequence[Judgement], language: str, exclusions: Sequence[str] = (),
                   limits_of_use: Sequence[str] = ()) -> tuple[Section, ...]:
    """Purpose, data, exclusions, bins with bad rates, figures, stability by band, grades, limits of use."""
    limits = (*limits_of_use, *(text.get(language) for text in card.assumptions))
    return (
        Section(Bilingual("目的", "Purpose"), (card.purpose.get(language),)),
        Section(Bilingual("数据", "Data"), table=_data_table(card)),
        Section(Bilingual("排除", "Exclusions"), tuple(exclusions) or ("–",)),
        *card_sections(card, language),
        Section(Bilingual("评分与违约率", "Points and default rates"), (_calibration_text(card),), _grade_table(card)),
        *(section for judgement in judgements for section in _judgement(judgement)),
        Section(Bilingual("使用限制", "Limits of use"), tuple(limits) or ("–",)),
    )


def card_sections(card: Scorecard, language: str) -> tuple[Section, ...]:
    """The printable card: one table a variable, one grid a pair."""
    base = Section(Bilingual("基础分", "Base points"), (str(card.intercept_points),))
    variables = tuple(Section(variable.title, (), _bin_table(variable)) for variable in card.variables)
    grids = tuple(Section(Bilingual(pair.name, pair.name), (), (
        ("", *(pair.second_bins.label(column) for column in range(pair.second_bins.count))),
        *((pair.first_bins.label(row), *(f"{point:+d}" for point in points)) for row, points in enumerate(pair.points)),
    )) for pair in card.pairs)
    return base, *variables, *grids


def stability_section(card: Scorecard, baseline: Baseline | None, rows: object, part: str, limits: WatchLimits) -> Section:
    """Stability of the score and of each variable between the training rows and others."""
    heading = Bilingual(f"稳定性（训练样本对{_word(part, 'zh')}）", f"Stability (training against {part})")
    if baseline is None:
        return Section(heading, ("–",))
    count = len(next(iter(rows.values())))  # type: ignore[attr-defined]
    found = watch(card, baseline, rows, [part] * count, limits)
    lines = tuple((one.name, f"{one.rows:,}", f"{one.index:.3f}", one.level) for one in found)
    return Section(heading, (), (("variable", "rows", "index", "verdict"), *lines))


def to_markdown(card: Scorecard, sections: Sequence[Section], language: str) -> str:
    """The document as Markdown."""
    lines = [f"# {card.name} {card.version} ({card.card_id})", ""]
    for section in sections:
        lines += [f"## {section.heading.get(language)}", "", *(f"{text}\n" for text in section.paragraphs)]
        for number, row in enumerate(_worded(section.table, language)):
            lines.append("| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in row) + " |")
            if number == 0:
                lines.append("|" + " --- |" * len(row))
        lines.append("")
    return "\n".join(lines)


def to_html(card: Scorecard, sections: Sequence[Section], language: str) -> str:
    """The document as one page without scripts or links, ready to print."""
    title = escape(f"{card.name} {card.version} ({card.card_id})")
    parts = [f'<!doctype html><html lang="{escape(language)}"><meta charset="utf-8"><title>{title}</title>'
             f"<style>{PRINT_STYLE}</style><h1>{title}</h1>"]
    for section in sections:
        parts.append(f"<h2>{escape(section.heading.get(language))}</h2>")
        parts += [f"<p>{escape(text)}</p>" for text in section.paragraphs]
        if section.table:
            head, *rows = ("".join(f"<{tag}>{escape(cell)}</{tag}>" for cell in row)
                           for row, tag in zip(_worded(section.table, language), ["th"] + ["td"] * len(section.table), strict=False))
            body = "".join(f"<tr>{row}</tr>" for row in rows)
            parts.append(f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>")
    return "\n".join(parts) + "</html>\n"


def _data_table(card: Scorecard) -> tuple[tuple[str, ...], ...]:
    rows = [("figure", ""), ("method", card.method), ("effective_from", str(card.effective_from or "–"))]
    if card.training is not None:
        record = card.training
        rows += [("window", f"{record.window_from or '–'} … {record.window_to or '–'}"), ("rows", f"{record.rows:,}"),
                 ("bads", f"{record.bads:,}"), ("target", record.target), ("data_fingerprint", record.data_fingerprint),
                 ("seed", str(record.seed)), *record.settings, *record.library_versions]
    rows += [(f"{metric.name} ({metric.part})", _interval(metric)) for metric in card.metrics]
    return tuple(rows)


def _bin_table(variable: Variable) -> tuple[tuple[str, ...], ...]:
    rows = [("bin", "points", "rows", "bads", "bad rate")]
    for index, points in enumerate(variable.points):
        counts = ("–", "–", "–")
        if variable.rows:
            count, bads = variable.rows[index], variable.bads[index]
            counts = (f"{count:,}", f"{bads:,}", f"{bads / count:.2%}" if count else "–")
        rows.append((variable.bins.label(index), f"{points:+d}", *counts))
    return tuple(rows)


def _grade_table(card: Scorecard) -> tuple[tuple[str, ...], ...]:
    return (("grade", "points"), *((grade.code, "" if grade.points_min is None else f"≥ {grade.points_min}") for grade in card.grades))


def _calibration_text(card: Scorecard) -> str:
    calibration = card.calibration
    return (f"PD = 1 / (1 + exp({calibration.intercept:.6g} + {calibration.slope:.6g} · points)); "
            f"{calibration.basis}: {calibration.source}")


def _judgement(judgement: Judgement) -> tuple[Section, ...]:
    figures = (("figure", judgement.part), ("rows", f"{judgement.rows:,}"), ("bads", f"{judgement.bads:,}"),
               *((metric.name, _interval(metric)) for metric in judgement.metrics),
               ("calibration", f"{judgement.calibration_intercept:+.3f} + {judgement.calibration_slope:.3f} · log-odds"))
    rows = tuple((f"{band.points_min} … {band.points_max}", f"{band.rows:,}", f"{band.bads:,}", f"{band.bad_rate:.2%}",
                  f"{band.expected_rate:.2%}", f"{band.lift:.2f}", f"{band.captured_share:.1%}") for band in judgement.bands)
    head = ("points", "rows", "bads", "bad rate", "expected", "lift", "captured")
    return (Section(Bilingual(f"表现（{_word(judgement.part, 'zh')}）", f"Performance ({judgement.part})"), (), figures),
            Section(Bilingual("分段", "Bands"), (), (head, *rows)))


def _interval(metric: object) -> str:
    low, high = getattr(metric, "low95", None), getattr(metric, "high95", None)
    text = f"{metric.value:.4f}"  # type: ignore[attr-defined]
    return text if low is None or high is None else f"{text} [{low:.4f}, {high:.4f}]"


def _worded(table: tuple[tuple[str, ...], ...], language: str) -> tuple[tuple[str, ...], ...]:
    """A table with its heads and codes in the document's language. Bins and categories stay as the data spell them."""
    if language != "zh" or not table or table[0][0] not in HEADS:
        return table
    head, *rows = table
    coded = head[0] in ("figure", "variable")
    return (tuple(_word(cell, language) for cell in head),
            *((tuple(_word(cell, language) for cell in row) if coded else row) for row in rows))


def _word(text: str, language: str) -> str:
    """A head or code in the document's language; `auc (training)` is two codes."""
    if language != "zh":
        return text
    if text.endswith(")") and " (" in text:
        name, part = text[:-1].split(" (", 1)
        return f"{CHINESE.get(name, name)}（{CHINESE.get(part, part)}）" if name in CHINESE else text
    return CHINESE.get(text, text)
