"""Trains the page net on composed shards, in stages: ``python -m benchmarks.page_net.train SHARDS OUT --side 160
--steps 4000``, then again with ``--start OUT/last.pt --side 256``. New shards in the folder are taken up as they
come.
"""

from __future__ import annotations

import argparse
import math
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import cv2
import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from benchmarks.page_net.net import STRIDE, PageNet

HELD_OUT = 200
"""Of the first shard, the pictures that are watched and never trained on."""
HALF = "avx512_bf16" in Path("/proc/cpuinfo").read_text(encoding="ascii", errors="replace")
"""Without these instructions sums of half precision take three times as long as whole ones."""
MEET, PULL = 8, 0.4
"""Every so many steps a worker meets the shared weights, and each goes this share of the way."""
_AROUND = torch.tensor([1, 2, 3, 0])


def targets(corners: Tensor, present: Tensor, cells: int) -> Tensor:
    """(N, 3, cells, cells) cover, edges and corners of quads (N, 4, 2) given as shares of the frame."""
    grid = torch.arange(cells, dtype=torch.float32) + 0.5
    at = torch.stack(torch.meshgrid(grid, grid, indexing="xy"), dim=-1)  # (cells, cells, 2)
    quad = corners * cells
    ahead = quad[:, _AROUND] - quad
    long = ahead.norm(dim=-1, keepdim=True).clamp(min=1e-3)
    way = ahead / long
    turned = torch.sign(way[:, 0, 0] * way[:, 1, 1] - way[:, 0, 1] * way[:, 1, 0])
    off = at[None, None] - quad[:, :, None, None]  # (N, 4, cells, cells, 2)
    along = (off * way[:, :, None, None]).sum(-1)
    across = off[..., 1] * way[:, :, None, None, 0] - off[..., 0] * way[:, :, None, None, 1]
    inward = across * turned[:, None, None, None]
    cover = (inward.amin(dim=1) + 0.5).clamp(0, 1)
    beyond = torch.maximum(-along, along - long[..., None]).clamp(min=0)
    near = (across.square() + beyond.square()).amin(dim=1)
    edges = torch.exp(-near / (2 * 0.9**2))
    spots = torch.exp(-off.square().sum(-1) / (2 * 1.2**2)).amax(dim=1)
    return torch.stack([cover, edges, spots], dim=1) * present[:, None, None, None]


def loss(maps: Tensor, presence: Tensor, wanted: Tensor, present: Tensor) -> Tensor:
    """Cover and presence by cross entropy (cover by overlap too), edges and corners by weighted cross entropy."""
    maps = maps.float()
    cover = functional.binary_cross_entropy_with_logits(maps[:, 0], wanted[:, 0])
    seen = torch.sigmoid(maps[:, 0])
    common = (seen * wanted[:, 0]).sum((1, 2))
    union = (seen + wanted[:, 0] - seen * wanted[:, 0]).sum((1, 2))
    apart = ((1 - common / union.clamp(min=1.0)) * present).mean()
    lines = functional.binary_cross_entropy_with_logits(maps[:, 1:], wanted[:, 1:], weight=0.3 + 3 * wanted[:, 1:])
    there = functional.binary_cross_entropy_with_logits(presence.float()[:, 0], present)
    return cover + apart + lines + 0.3 * there


class Shards:
    """Every composed picture there is so far, in memory."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._known: dict[Path, tuple[Any, Any, Any]] = {}
        self.refresh()

    def refresh(self) -> None:
        """Takes up shards that have come since."""
        for file in sorted(self._folder.glob("*.npz")):
            if file not in self._known:
                try:
                    held = np.load(file)
                    self._known[file] = (held["images"], held["corners"], held["present"])
                except (OSError, ValueError, EOFError, KeyError, BadZipFile):
                    continue  # still being written

    def order(self, random: np.random.Generator) -> list[tuple[Path, int]]:
        """All training pictures, shuffled."""
        places = [
            (file, place)
            for number, (file, shard) in enumerate(self._known.items())
            for place in range(HELD_OUT if number == 0 else 0, len(shard[0]))
        ]
        random.shuffle(places)
        return places

    def one(self, file: Path, place: int) -> tuple[Any, Any, bool]:
        """Image, corners, present."""
        images, corners, present = self._known[file]
        return images[place], corners[place], bool(present[place])

    def watched(self) -> list[tuple[Any, Any, bool]]:
        """The pictures never trained on."""
        first = next(iter(self._known))
        return [self.one(first, place) for place in range(HELD_OUT)]


def changed(random: np.random.Generator, image: Any, corners: Any, present: bool, side: int) -> tuple[Any, Any]:
    """The picture cropped, mirrored, turned and tinted at random, at ``side`` px."""
    if random.random() < 0.5:
        low, high = (
            (corners.min(axis=0), corners.max(axis=0))
            if present
            else (random.random(2) * 0.5, 0.5 + random.random(2) * 0.5)
        )
        first = np.clip(low - 0.02, 0, 1) * random.random(2)
        last = 1 - (1 - np.clip(high + 0.02, 0, 1)) * random.random(2)
        size = image.shape[0]
        (left, upper), (right, lower) = (first * size).astype(int), np.ceil(last * size).astype(int)
        image = image[upper:lower, left:right]
        corners = (corners * size - (left, upper)) / (right - left, lower - upper)
    if image.shape[:2] != (side, side):
        image = cv2.resize(
            image, (side, side), interpolation=cv2.INTER_AREA if image.shape[0] > side else cv2.INTER_LINEAR
        )
    if random.random() < 0.5:
        image, corners = image[:, ::-1], np.stack([1 - corners[:, 0], corners[:, 1]], axis=1)
    for _ in range(int(random.integers(4))):
        image, corners = np.rot90(image), np.stack([corners[:, 1], 1 - corners[:, 0]], axis=1)
    tint = random.normal(1, 0.05, 3) * random.uniform(0.75, 1.2)
    tables = np.clip(np.arange(256)[:, None] * tint + random.uniform(-15, 15), 0, 255).astype(np.uint8)
    image = cv2.LUT(np.ascontiguousarray(image), tables[None])
    if random.random() < 0.12:
        grey = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
        image = cv2.merge([grey, grey, grey])
    return image, corners


def batches(
    shards: Shards, random: np.random.Generator, size: int, side: int
) -> Iterator[tuple[Tensor, Tensor, Tensor]]:
    """Without end: images (N, 3, side, side), corners (N, 4, 2), present (N,)."""
    while True:
        shards.refresh()
        order = shards.order(random)
        for start in range(0, len(order) - size + 1, size):
            images, quads, there = [], [], []
            for file, place in order[start : start + size]:
                image, corners, present = shards.one(file, place)
                image, corners = changed(random, image, corners, present, side)
                images.append(image)
                quads.append(corners)
                there.append(present)
            yield _tensors(images, quads, there)


def _tensors(images: list[Any], quads: list[Any], there: list[bool]) -> tuple[Tensor, Tensor, Tensor]:
    stacked = torch.from_numpy(np.ascontiguousarray(np.stack(images).transpose(0, 3, 1, 2)))
    return (
        stacked.float(),
        torch.tensor(np.array(quads), dtype=torch.float32),
        torch.tensor(there, dtype=torch.float32),
    )


def watch(net: PageNet, shards: Shards, side: int) -> str:
    """How the net does on the held-out pictures, in a line."""
    net.eval()
    seen = shards.watched()
    squares = [cv2.resize(image, (side, side), interpolation=cv2.INTER_AREA) for image, _, _ in seen]
    images, corners, present = _tensors(squares, [one[1] for one in seen], [one[2] for one in seen])
    with torch.no_grad():
        parts = [net(part) for part in images.split(50)]
    maps, presence = torch.cat([p[0] for p in parts]), torch.cat([p[1] for p in parts])[:, 0]
    wanted = targets(corners, present, side // STRIDE)[:, 0] > 0.5
    cover = maps[:, 0] > 0
    overlap = (cover & wanted).sum((1, 2)) / (cover | wanted).sum((1, 2)).clamp(min=1)
    overlap = overlap[present > 0]
    wrong = int(((presence > 0) != (present > 0)).sum())
    net.train()
    good = float((overlap > 0.9).float().mean())
    return f"overlap {overlap.mean():.4f}, {good:.3f} over 0.9, presence wrong {wrong}"


class Middle:
    """Weights that two workers share: each is drawn towards them, they towards each (elastic averaging).

    On a busy machine two processes of one thread get on better than one of two threads, which wait for each
    other at every layer.
    """

    def __init__(self, net: PageNet) -> None:
        self.flat = _flat(net).share_memory_()

    def meet(self, net: PageNet) -> None:
        """Halves the distance between ``net`` and the shared weights, from both sides."""
        ours = _flat(net)
        apart = (ours - self.flat) * PULL
        self.flat += apart
        _fill(net, ours - apart)


@torch.no_grad()
def _flat(net: PageNet) -> Tensor:
    return torch.cat(
        [value.detach().reshape(-1) for value in net.state_dict().values() if value.is_floating_point()]
    )


@torch.no_grad()
def _fill(net: PageNet, flat: Tensor) -> None:
    place = 0
    for value in net.state_dict().values():
        if value.is_floating_point():
            value.copy_(flat[place : place + value.numel()].view_as(value))
            place += value.numel()


def work(number: int, asked: argparse.Namespace, middle: Middle) -> None:
    """One worker's share of a stage; the first one watches and keeps."""
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    random = np.random.default_rng(asked.seed * 100 + number)
    net = PageNet().to(memory_format=torch.channels_last)
    _fill(net, middle.flat)
    optimiser = torch.optim.AdamW(net.parameters(), lr=asked.rate, weight_decay=1e-2)
    shards = Shards(asked.shards)
    begun, kept = time.monotonic(), 2.0
    for step, (images, corners, present) in enumerate(batches(shards, random, asked.batch, asked.side)):
        gone = _gone(asked, step, time.monotonic() - begun)
        optimiser.param_groups[0]["lr"] = asked.rate * _share(step, gone)
        with torch.autocast("cpu", torch.bfloat16, enabled=HALF):
            maps, presence = net(images.to(memory_format=torch.channels_last))
        error = loss(maps, presence, targets(corners, present, asked.side // STRIDE), present)
        optimiser.zero_grad()
        error.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 2.0)
        optimiser.step()
        kept = 0.98 * kept + 0.02 * float(error.detach())
        if step % MEET == 0:
            middle.meet(net)
        if number == 0 and step % 50 == 0:
            print(
                f"{step} {time.monotonic() - begun:.0f} s ({time.process_time():.0f} s busy), loss {kept:.4f}",
                flush=True,
            )
        if number == 0 and step and (step % 400 == 0 or gone >= 1):
            _keep(middle, shards, asked)
        if gone >= 1:
            return


def _gone(asked: argparse.Namespace, step: int, seconds: float) -> float:
    """How much of the stage is over, 0…1: by the clock where minutes are given, else by steps."""
    return seconds / (60 * asked.minutes) if asked.minutes else step / asked.steps


def _share(step: int, gone: float) -> float:
    """Of the learning rate: up in 60 steps, then down along a cosine."""
    return min(1.0, (step + 1) / 60) * (0.02 + 0.49 * (1 + math.cos(math.pi * min(1.0, gone))))


def _keep(middle: Middle, shards: Shards, asked: argparse.Namespace) -> None:
    steady = PageNet()
    _fill(steady, middle.flat)
    torch.save(steady.state_dict(), asked.out / "last.pt")
    print(watch(steady, shards, asked.side), flush=True)


def main() -> None:
    """One stage of training."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shards", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--start", type=Path)
    parser.add_argument("--side", type=int, default=256)
    parser.add_argument("--steps", type=int, default=2000, help="of each worker")
    parser.add_argument("--minutes", type=float, default=0.0, help="how long the stage lasts, in place of --steps")
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    torch.manual_seed(asked.seed)
    net = PageNet()
    if asked.start:
        net.load_state_dict(torch.load(asked.start))
    asked.out.mkdir(parents=True, exist_ok=True)
    torch.multiprocessing.spawn(work, (asked, Middle(net)), nprocs=asked.workers)


if __name__ == "__main__":
    main()
