"""Compares the language model's training step with PyTorch's: losses, then processor time.

Run by compare-pytorch.sh, which builds makespan-bench and installs PyTorch:
    compare_pytorch.py BENCH ROUNDS SIZE...
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

# Meant for old builds of OpenBLAS, which makespan-bench may be linked to; not for what Python loads.
bench_environment = dict(os.environ, OPENBLAS_NUM_THREADS="1")
for name in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"):
    os.environ.pop(name, None)

import torch  # noqa: E402
import torch.nn.functional as F  # noqa: E402

# Steps per turn, and the limits and goals of step / products and step / PyTorch's step.
SIZES = {
    "tiny": (20, (1.35, 1.10), (0.80, 0.60)),
    "small": (2, (1.20, 1.10), (0.88, 0.79)),
    "base": (1, (1.12, 1.07), (0.90, 0.84)),
}


class Model(torch.nn.Module):
    """The decoder of Radford et al. (2019) over bytes, as PyTorch's users write it."""

    def __init__(self, exercise):
        super().__init__()
        shape = exercise["shape"]
        self.heads, self.layers, self.width = shape["heads"], shape["layers"], shape["width"]
        weights = torch.tensor(exercise["weights"], dtype=torch.float32)
        self.views = torch.nn.ParameterDict()
        for view in exercise["parameters"]:
            size = view["shape"]
            count = size[0] * (size[1] if len(size) == 2 else 1)
            values = weights[view["offset"] : view["offset"] + count].reshape(size)
            if len(size) == 2 and not view["name"].startswith("embedding"):
                values = values.T  # Linear maps are stored inputs × outputs.
            self.views[view["name"].replace(".", "/")] = torch.nn.Parameter(values.clone().contiguous())

    def linear(self, x, name):
        return F.linear(x, self.views[name + "/weight"], self.views[name + "/bias"])

    def norm(self, x, name):
        return F.layer_norm(
            x, (self.width,), self.views[name + "/scale"], self.views[name + "/shift"], 1e-5)

    def forward(self, tokens, targets):
        batch, time_ = tokens.shape
        table = self.views["embedding/token"]
        x = F.embedding(tokens, table) + self.views["embedding/position"][:time_]
        for layer in range(self.layers):
            block = f"blocks/{layer}"
            y = self.linear(self.norm(x, f"{block}/attention/norm"), f"{block}/attention/input")
            q, k, v = (
                part.view(batch, time_, self.heads, -1).transpose(1, 2)
                for part in y.split(self.width, dim=2))
            y = F.scaled_dot_product_attention(q, k, v, is_causal=True)
            y = y.transpose(1, 2).reshape(batch, time_, self.width)
            x = x + self.linear(y, f"{block}/attention/output")
            y = self.linear(self.norm(x, f"{block}/perceptron/norm"), f"{block}/perceptron/up")
            x = x + self.linear(F.gelu(y, approximate="tanh"), f"{block}/perceptron/down")
        logits = F.linear(self.norm(x, "final/norm"), table)
        return F.cross_entropy(logits.view(-1, logits.shape[-1]), targets.view(-1))


class Trainer:
    """Steps of AdamW as `AdamW` takes them: decay on matrices, the global norm clipped to 1."""

    def __init__(self, exercise):
        shape = exercise["shape"]
        size = (shape["batch"], shape["context"])
        self.batches = [
            (torch.tensor(i).reshape(size), torch.tensor(t).reshape(size))
            for i, t in zip(exercise["inputs"], exercise["targets"])]
        self.rates = exercise["learningRates"]
        self.model = Model(exercise)
        parameters = list(self.model.parameters())
        self.optimizer = torch.optim.AdamW(
            [{"params": [p for p in parameters if p.dim() == 2], "weight_decay": 0.1},
             {"params": [p for p in parameters if p.dim() == 1], "weight_decay": 0.0}],
            lr=1e-3, betas=(0.9, 0.95), eps=1e-8, fused=True)

    def step(self, batch):
        loss = self.model(*batch)
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimizer.step()
        return loss

    def losses(self):
        losses = []
        for batch, rate in zip(self.batches, self.rates):
            for group in self.optimizer.param_groups:
                group["lr"] = rate
            losses.append(self.step(batch).item())
        return losses

    def seconds(self, count):
        start = time.process_time()
        for _ in range(count):
            self.step(self.batches[0])
        return (time.process_time() - start) / count


class Bench:
    """A makespan-bench process that obeys one order at a time."""

    def __init__(self, path, size):
        self.process = subprocess.Popen(
            [path, "language-model", size], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            text=True, env=bench_environment)

    def ask(self, order):
        self.process.stdin.write(order + "\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().strip()

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def verdict(ratio, bounds):
    limit, goal = bounds
    word = "goal" if ratio <= goal else "limit" if ratio <= limit else "MISSED"
    return f"{ratio:6.3f} {word:<6} (limit {limit:.2f}, goal {goal:.2f})", ratio <= limit


def compare(path, size, rounds):
    turn, product_bounds, torch_bounds = SIZES[size]
    bench = Bench(path, size)
    print(f"{size}: {bench.ask('describe')}")
    with tempfile.TemporaryDirectory() as folder:
        file = os.path.join(folder, "exercise.json")
        ours = [float(word) for word in bench.ask(f"export {file}").split()]
        with open(file) as stream:
            exercise = json.load(stream)
    trainer = Trainer(exercise)
    theirs = trainer.losses()
    worst = max(abs(a - b) for a, b in zip(ours, theirs))
    print("  losses here    " + " ".join(f"{loss:.6f}" for loss in ours))
    print("  losses PyTorch " + " ".join(f"{loss:.6f}" for loss in theirs))
    print(f"  largest difference {worst:.1e} (limit 1e-4)")

    samples = []
    for index in range(rounds + 1):
        step = float(bench.ask(f"step {turn}"))
        products = float(bench.ask(f"products {turn}"))
        other = trainer.seconds(turn)
        if index > 0:  # The first round warms up.
            samples.append((step, products, other))
    bench.close()
    step, products, other = (1000 * statistics.median(column) for column in zip(*samples))
    print(f"  step {step:.2f} ms, its products {products:.2f} ms, PyTorch's step {other:.2f} ms")
    text, products_ok = verdict(statistics.median(s / p for s, p, _ in samples), product_bounds)
    print(f"  step / products {text}")
    text, torch_ok = verdict(statistics.median(s / o for s, _, o in samples), torch_bounds)
    print(f"  step / PyTorch  {text}", flush=True)
    return worst <= 1e-4 and products_ok and torch_ok


def main():
    path, rounds, sizes = sys.argv[1], int(sys.argv[2]), sys.argv[3:] or list(SIZES)
    torch.set_num_threads(1)
    torch.set_num_interop_threads(1)
    print(f"PyTorch {torch.__version__}, one thread each; processor time, medians of {rounds} rounds")
    print(f"Load of this machine: {os.getloadavg()[0]:.1f}, processors: {os.cpu_count()}")
    results = [compare(path, size, rounds) for size in sizes]
    sys.exit(0 if all(results) else 1)


main()
