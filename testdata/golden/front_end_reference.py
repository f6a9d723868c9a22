# SPDX-License-Identifier: Apache-2.0
"""Prints front_end_reference.json: front ends for which no published numbers are at hand, computed
with NumPy, SciPy and torchaudio (Debian: python3-numpy python3-scipy python3-torchaudio).

    /usr/bin/python3 front_end_reference.py > front_end_reference.json
"""
import json
import numpy as np
import scipy.fft
import torch
import torchaudio


def signal(rate, n):
    """Two tones and noise, and a quiet second half; as float32."""
    i = np.arange(n)
    x = 0.5 * np.sin(2 * np.pi * 440 / rate * i) + 0.25 * np.sin(2 * np.pi * 1234.5 / rate * i + 0.5)
    s, noise = 12345, np.empty(n)
    for k in range(n):
        s = (1664525 * s + 1013904223) % 2**32
        noise[k] = s / 2**32 - 0.5
    return (x + 0.1 * noise).astype(np.float32)


def describe(rate, n):
    terms = [[0.5, 2 * np.pi * 440 / rate, 0], [0.25, 2 * np.pi * 1234.5 / rate, 0.5]]
    return {"rate": rate, "n": n, "terms": terms, "noise": [0.1, 12345]}


def slaney_mel(hz):
    hz = np.asarray(hz, dtype=float)
    high = 15 + 27 * np.log(np.maximum(hz, 1e-9) / 1000) / np.log(6.4)
    return np.where(hz < 1000, hz * 3 / 200, high)


def slaney_hz(mel):
    mel = np.asarray(mel, dtype=float)
    return np.where(mel < 15, mel * 200 / 3, 1000 * np.exp((mel - 15) * np.log(6.4) / 27))


def slaney_bank(rate, fft, bands, low, high):
    """Triangles straight in Hz, of area 1: [bands, fft / 2 + 1]."""
    edges = slaney_hz(np.linspace(slaney_mel(low), slaney_mel(high), bands + 2))
    bins = np.arange(fft // 2 + 1) * rate / fft
    bank = np.zeros((bands, len(bins)))
    for b in range(bands):
        rise = (bins - edges[b]) / (edges[b + 1] - edges[b])
        fall = (edges[b + 2] - bins) / (edges[b + 2] - edges[b + 1])
        bank[b] = np.maximum(0, np.minimum(rise, fall)) * 2 / (edges[b + 2] - edges[b])
    return bank


def power_frames(x, fft, hop, mode):
    """[frames, bins] of centred periodic Hann windows."""
    x = np.pad(x.astype(float), fft // 2, mode=mode)
    window = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(fft) / fft)
    frames = 1 + (len(x) - fft) // hop
    return np.stack([np.abs(np.fft.rfft(x[t * hop:t * hop + fft] * window))**2 for t in range(frames)])


def case(name, preset, rate, n, feature, tolerance, relative, change=""):
    feature = np.asarray(feature, dtype=float)
    frames, bins = feature.shape
    cells = [[int(t), int(b), float(feature[t, b])]
             for t in sorted({0, 1, frames // 2, frames - 2, frames - 1})
             for b in sorted({0, 1, bins // 3, bins // 2, bins - 1})]
    return {"name": name, "preset": preset, "change": change, "signal": describe(rate, n),
            "shape": [frames, bins], "mean": float(feature.mean()), "std": float(feature.std()),
            "max": float(feature.max()), "cells": cells, "tolerance": tolerance, "relative": relative}


def librosa_case():
    x = signal(22050, 30000)
    mel = power_frames(x, 2048, 512, "constant") @ slaney_bank(22050, 2048, 128, 0, 11025).T
    return case("librosa", "librosa", 22050, 30000, mel, 1e-6, 2e-4)


def bilstm_case():
    x = signal(16000, 20000).astype(float)
    x = (x - x.mean()) / x.std()
    mel = power_frames(x, 512, 256, "constant") @ slaney_bank(16000, 512, 128, 0, 8000).T
    db = 10 * np.log10(np.maximum(mel, 1e-10))
    db = np.maximum(db, db.max() - 80)
    return case("bilstm", "bilstm", 16000, 20000, (db - db.mean()) / db.std(), 1e-4, 0)


def desed_case():
    x = torch.from_numpy(signal(16000, 24000))
    mel = torchaudio.transforms.MelSpectrogram(
        16000, n_fft=2048, win_length=2048, hop_length=256, f_min=0, f_max=8000, n_mels=128,
        window_fn=torch.hamming_window, wkwargs={"periodic": False}, power=1)(x)
    db = torch.clamp(20 * torch.log10(torch.clamp(mel, min=1e-5)), -50, 80)
    scaled = (db - db.min()) / (db.max() - db.min() + 1e-8)
    return case("desed", "desed", 16000, 24000, scaled.numpy().T, 1e-4, 0)


def kaldi_cases():
    x = torch.from_numpy(signal(16000, 12345)).double() * 32768
    common = {"sample_frequency": 16000, "dither": 0.0, "energy_floor": 0.0}
    fbank = torchaudio.compliance.kaldi.fbank(x[None], **common)
    edges = torchaudio.compliance.kaldi.fbank(x[None], snip_edges=False, num_mel_bins=80, **common)
    mfcc = torchaudio.compliance.kaldi.mfcc(x[None], use_energy=False, **common)
    energy = torchaudio.compliance.kaldi.mfcc(x[None], use_energy=True, **common)
    deltas = torchaudio.functional.compute_deltas(mfcc.T, 5)
    accelerations = torchaudio.functional.compute_deltas(deltas, 5)
    with_deltas = torch.cat([mfcc.T, deltas, accelerations]).T
    cepstra = "mfcc: 13 mfcc_lifter: 22"
    return [
        case("kaldi", "kaldi", 16000, 12345, fbank.numpy(), 5e-4, 0),
        case("kaldi_edges", "kaldi", 16000, 12345, edges.numpy(), 1e-3, 0,
             "padding: MIRROR_EDGES mel_bands: 80"),
        case("kaldi_mfcc", "kaldi", 16000, 12345, mfcc.numpy(), 5e-3, 0, cepstra),
        case("kaldi_mfcc_energy", "kaldi", 16000, 12345, energy.numpy(), 5e-3, 0,
             cepstra + " mfcc_replace_energy: true"),
        case("kaldi_deltas", "kaldi", 16000, 12345, with_deltas.numpy(), 5e-3, 0,
             cepstra + " delta_order: 2 delta_window: 2"),
    ]


def preemphasis_case():
    x = signal(16000, 8000).astype(float)
    x = np.append(x[0], x[1:] - 0.97 * x[:-1])
    magnitude = np.sqrt(power_frames(x, 512, 256, "reflect"))
    return case("preemphasis", "librosa", 16000, 8000, magnitude, 1e-4, 1e-4,
                "sample_rate_hz: 16000 preemphasis: 0.97 window_samples: 512 hop_samples: 256 "
                "fft_samples: 512 padding: CENTRE_REFLECT spectrum: MAGNITUDE mel_bands: 0")


def empty_band_cases():
    """Filter banks that are finer than the transform: some bands hold no bin."""
    x = torch.from_numpy(signal(16000, 12345))
    fbank = torchaudio.compliance.kaldi.fbank(
        x[None].double() * 32768, sample_frequency=16000, dither=0.0, energy_floor=0.0,
        num_mel_bins=128, window_type="hanning", low_freq=20, high_freq=0)
    mel = torchaudio.transforms.MelSpectrogram(16000)(x)
    librosa = power_frames(x.numpy(), 256, 128, "constant") @ slaney_bank(16000, 256, 128, 0, 8000).T
    cases = [
        case("kaldi_128", "kaldi", 16000, 12345, fbank.numpy(), 1e-3, 0,
             "mel_bands: 128 window: HANN"),
        case("torchaudio_defaults", "librosa", 16000, 12345, mel.numpy().T, 1e-5, 2e-4,
             "sample_rate_hz: 16000 window_samples: 400 hop_samples: 200 fft_samples: 400 "
             "padding: CENTRE_REFLECT mel_bands: 128 mel_high_hz: 8000 mel_scale: HTK "
             "mel_triangles_in_hz: true mel_area_normalised: false"),
        case("librosa_128_of_256", "librosa", 16000, 12345, librosa, 1e-6, 2e-4,
             "sample_rate_hz: 16000 window_samples: 256 hop_samples: 128 fft_samples: 256 "
             "mel_high_hz: 8000"),
    ]
    for one, feature in zip(cases, [fbank.numpy(), mel.numpy().T, librosa]):
        constant = [int(b) for b in range(128) if np.ptp(feature[:, b]) == 0]
        assert constant, one["name"]
        one["empty_bands"] = constant
        one["cells"] += [[5, b, float(feature[5, b])] for b in constant]
    return cases


def stage_cases():
    """Presets that end earlier: the linear spectrum, linear mel bands, or their logarithm."""
    x = torch.from_numpy(signal(16000, 24000))
    common = {"n_fft": 2048, "win_length": 2048, "hop_length": 256, "power": 1,
              "window_fn": torch.hamming_window, "wkwargs": {"periodic": False}}
    spectrum = torchaudio.transforms.Spectrogram(**common)(x)
    mel = torchaudio.transforms.MelSpectrogram(16000, f_min=0, f_max=8000, n_mels=128, **common)(x)
    log = 20 * torch.log10(torch.clamp(mel, min=1e-5))
    power = power_frames(signal(22050, 30000), 2048, 512, "constant")
    cases = [case("desed_spectrum", "desed", 16000, 24000, spectrum.numpy().T, 1e-4, 2e-4),
             case("desed_mel", "desed", 16000, 24000, mel.numpy().T, 1e-4, 2e-4),
             case("desed_log", "desed", 16000, 24000, log.numpy().T, 2e-3, 0),
             case("librosa_spectrum", "librosa", 22050, 30000, power, 1e-6, 2e-4)]
    for one in cases:
        one["stage"] = one["name"].split("_")[1]
    return cases


cases = [librosa_case(), bilstm_case(), desed_case(), preemphasis_case()]
cases += kaldi_cases() + empty_band_cases() + stage_cases()
print('{"cases": [\n' + ",\n".join(json.dumps(c) for c in cases) + "\n]}")
