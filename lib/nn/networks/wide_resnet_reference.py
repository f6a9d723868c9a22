#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""EmoNet's CNN transcribed for PyTorch in the straightforward way: what lib/nn/wide_resnet_comparison
measures ours against. Float32, NCHW, LibTorch's defaults; written from the network's description.

    wide_resnet_reference.py DIRECTORY THREADS MODE TOP

DIRECTORY holds `manifest` (a line `name size size …` for each tensor) and `tensors` (their float32
values, one after the other; the last two are features and labels). Answers lines on stdin:
    check  one pass without dropout: `loss`, and gradients into DIRECTORY/theirs
    step   one training step: `seconds loss peak_megabytes`
"""
import resource
import sys
import time

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

EPS, MOMENTUM = 1e-3, 0.01


def same(x, stride):
    """TensorFlow's SAME for a 3×3 kernel: an even axis of stride 2 is padded behind only."""
    before = [1 if stride == 1 else n % 2 for n in x.shape[2:]]
    return F.pad(x, (before[1], 1, before[0], 1))


class Unit(nn.Module):
    def __init__(self, channels_in, channels_out, stride, adapter):
        super().__init__()
        self.stride = stride
        self.conv = nn.Conv2d(channels_in, channels_out, 3, stride, bias=False)
        self.norm = nn.BatchNorm2d(channels_out, eps=EPS, momentum=MOMENTUM)
        self.adapter = None
        if adapter:
            self.adapter = nn.Conv2d(channels_in, channels_out, 1, stride, bias=False)

    def forward(self, x, dropout):
        dropped = F.dropout(x, dropout) if dropout > 0 else x
        if self.adapter is None:
            return self.norm(self.conv(same(dropped, self.stride)))
        return self.norm(self.conv(same(x, self.stride)) + self.adapter(dropped))


class Block(nn.Module):
    def __init__(self, channels_in, channels_out, stride, adapter):
        super().__init__()
        self.stride = stride
        self.conv1 = Unit(channels_in, channels_out, stride, adapter)
        self.conv2 = Unit(channels_out, channels_out, 1, adapter)

    def forward(self, x, dropout):
        shortcut = x
        if self.stride == 2:
            shortcut = F.avg_pool2d(x, 2, ceil_mode=True, count_include_pad=False)
            shortcut = torch.cat([shortcut, torch.zeros_like(shortcut)], 1)
        return F.relu(self.conv2(F.relu(self.conv1(x, 0)), dropout) + shortcut)


class Attention(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.weight = nn.Parameter(torch.empty(channels, channels))
        self.bias = nn.Parameter(torch.empty(channels))
        self.query = nn.Parameter(torch.empty(channels))

    def forward(self, x):
        cells = x.flatten(2).transpose(1, 2)
        scores = 0.3 * (torch.tanh(F.linear(cells, self.weight, self.bias)) @ self.query)
        return (F.softmax(scores, 1).unsqueeze(2) * cells).sum(1)


class Network(nn.Module):
    def __init__(self, classes, adapter, attention, filters=32, blocks=2):
        super().__init__()
        self.pre = Unit(1, filters, 1, adapter)
        self.blocks = nn.ModuleDict()
        channels = filters
        for stage in range(1, 4):
            for block in range(1, blocks + 1):
                first = block == 1
                self.blocks[f"stage{stage}_block{block}"] = Block(
                    channels, filters << stage, 2 if first else 1, adapter)
                channels = filters << stage
        self.final = nn.BatchNorm2d(channels, eps=EPS, momentum=MOMENTUM)
        self.attention = Attention(channels) if attention else None
        self.hidden = nn.Linear(channels, channels // 2)
        self.hidden_norm = nn.BatchNorm1d(channels // 2, eps=EPS, momentum=MOMENTUM)
        self.output = nn.Linear(channels // 2, classes)

    def forward(self, x, dropouts):
        x = self.pre(x, 0)
        for block in self.blocks.values():
            x = block(x, dropouts[0])
        x = F.relu(self.final(x))
        x = self.attention(x) if self.attention is not None else x.mean((2, 3))
        x = F.relu(self.hidden_norm(self.hidden(x)))
        return self.output(F.dropout(x, dropouts[1]) if dropouts[1] > 0 else x)

    def named(self, way, head):
        """Our name of each tensor → theirs."""
        names = {}

        def add(prefix, tensors):
            for part in ("weight", "bias", "query", "running_mean", "running_var"):
                if getattr(tensors, part, None) is not None:
                    names[f"{prefix}.{part}"] = getattr(tensors, part)

        def unit(name, module):
            add(name, module.conv)
            add(f"{way}.{name}.norm", module.norm)
            if module.adapter is not None:
                add(f"{way}.{name}.adapter", module.adapter)

        unit("pre", self.pre)
        for name, block in self.blocks.items():
            unit(name.replace("_", ".") + ".conv1", block.conv1)
            unit(name.replace("_", ".") + ".conv2", block.conv2)
        add(f"{way}.final.norm", self.final)
        if self.attention is not None:
            add(f"{way}.attention", self.attention)
        add(f"{head}.hidden", self.hidden)
        add(f"{head}.hidden.norm", self.hidden_norm)
        add(f"{head}.output", self.output)
        return names


def read(directory):
    values = np.fromfile(directory + "/tensors", "<f4")
    tensors, at = {}, 0
    with open(directory + "/manifest") as manifest:
        for line in manifest:
            name, *sizes = line.split()
            sizes = [int(size) for size in sizes]
            count = int(np.prod(sizes))
            tensors[name] = torch.from_numpy(values[at:at + count].reshape(sizes).copy())
            at += count
    return tensors


def main():
    directory, threads, mode, top = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4]
    torch.set_num_threads(threads)
    tensors = read(directory)
    x, y = tensors.pop("features"), tensors.pop("labels").long()
    adapter = mode == "adapters"
    net = Network(7, adapter, top == "attention")
    names = net.named("way.own" if adapter else "core", "head.own")
    missing = set(names) ^ set(tensors)
    if missing:
        sys.exit(f"the networks differ in {sorted(missing)}")
    with torch.no_grad():
        for name, tensor in names.items():
            tensor.copy_(tensors[name])
    for name, tensor in names.items():
        if adapter and name.startswith(("pre.", "stage")):
            tensor.requires_grad_(False)
    optimizer = torch.optim.SGD([p for p in net.parameters() if p.requires_grad], 0.01, 0.9)
    clock = time.process_time if threads == 1 else time.perf_counter
    for line in sys.stdin:
        began = clock()
        optimizer.zero_grad()
        loss = F.cross_entropy(net(x, (0, 0) if line.strip() == "check" else (0.5, 0.2)), y)
        loss.backward()
        if line.strip() == "check":
            with open(directory + "/theirs", "wb") as out:
                for name in tensors:
                    grad = names[name].grad
                    if grad is not None:
                        out.write(grad.numpy().astype("<f4").tobytes())
            print(loss.item(), flush=True)
            continue
        optimizer.step()
        value, seconds = loss.item(), clock() - began
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(seconds, value, peak, flush=True)


main()
