"""A remembered function gives what it would give anew, is asked once for a short text, and holds no long one."""

from __future__ import annotations

from questionnaires.remembered import remembered


def test_a_short_text_is_asked_once_and_a_long_one_each_time() -> None:
    asked: list[str] = []

    @remembered(most=2, longest=5)
    def length(text: str) -> int:
        """How long it is."""
        asked.append(text)
        return len(text)

    assert [length(text) for text in ("abc", "abc", "a text", "a text")] == [3, 3, 6, 6]
    assert asked == ["abc", "a text", "a text"]
    assert [length(text) for text in ("d", "e", "abc")] == [1, 1, 3]
    assert asked[3:] == ["d", "e", "abc"], "the oldest was forgotten"
    assert length.__doc__ == "How long it is."
