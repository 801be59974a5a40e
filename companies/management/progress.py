"""A progress bar for commands: one line that moves in a terminal, a line for each tenth elsewhere."""

from types import TracebackType
from typing import Any, Self

WIDTH = 40


class Bar:
    """`with Bar(self.stderr) as bar: … bar.show(done, of)`."""

    def __init__(self, out: Any) -> None:
        self._out, self._moves, self._shown = out, out.isatty(), -1

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._moves and self._shown >= 0:
            self._out.write("")

    def show(self, done: int, of: int) -> None:
        """Draw the bar when its percentage has changed."""
        percent = min(100, done * 100 // max(of, 1))
        step = percent if self._moves else percent // 10 * 10
        if step == self._shown:
            return
        self._shown = step
        filled = WIDTH * step // 100
        drawn = f"[{'#' * filled}{'.' * (WIDTH - filled)}] {step:3d} %"
        self._out.write(f"\r{drawn}" if self._moves else drawn, ending="" if self._moves else "\n")
        self._out.flush()
