"""The zip for a room without a network, unpacked and used there."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from safetensors.torch import load_file

from mnist_course import data, models
from mnist_course.data import preprocess
from mnist_course.evaluation import predict_logits

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "book"))
import bundle  # noqa: E402

NOWHERE = "http://127.0.0.1:9"  # nobody answers


def test_without_a_site_nothing_is_packed(tmp_path):
    with pytest.raises(ValueError, match=r"expected the site in .*run make book first"):
        bundle.make(tmp_path / "made", site=tmp_path)
    assert not (tmp_path / "made").exists()


@pytest.mark.slow
def test_whoever_falls_behind_finds_the_networks_that_the_pages_have(tmp_path):
    told = bundle.catch_up(tmp_path / "catch up")
    rows = [[cell.strip(" `") for cell in line.strip("|").split("|")] for line in told["catch_up"].splitlines()]
    assert [row[0] for row in rows] == [path.name[:2] for path in sorted((ROOT / "notebooks").glob("*.ipynb"))]
    assert {row[2] for row in rows if row[2].endswith("safetensors")} == {path.name for path in tmp_path.glob("*/*")}
    scales = {"0 to 1": preprocess.to_unit, "standardised": preprocess.standardize}
    images, labels = data.load("validation")
    for _, network, file, pixels, accuracy in [row for row in rows if row[2].startswith(f"{row[0]}_")]:
        model = models.build(network)
        model.load_state_dict(load_file(tmp_path / "catch up" / file))
        right = predict_logits(model, scales[pixels](images)).argmax(1) == labels
        assert float(accuracy.strip("%")) == pytest.approx(100 * right.double().mean().item(), abs=0.011)
    assert rows[-1][2].startswith("pretrained.load") and rows[0][1] == "none yet"


@pytest.mark.full
def test_in_a_new_folder_without_a_network_the_package_installs_and_a_student_notebook_runs(tmp_path):
    site = tmp_path / "site"
    site.mkdir()
    (site / "index.html").write_text("the site")
    shutil.unpack_archive(bundle.make(tmp_path / "made", site=site), tmp_path / "a room")
    top = next((tmp_path / "a room").iterdir())
    assert {path.name for path in top.iterdir() if path.suffix != ".whl"} == {
        *("START.md", "packages.txt", "site", "notebooks", "student", "slides", "questions", "catch_up")
    }
    wheel = re.search(r"\S+\.whl", (top / "START.md").read_text(encoding="utf-8"))[0]
    installed = tmp_path / "installed"
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-index", "--no-deps"]
    subprocess.run([*pip, "--target", installed, top / wheel], check=True)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MNIST_COURSE")}
    environment |= {"PYTHONPATH": str(installed), "http_proxy": NOWHERE, "https_proxy": NOWHERE}
    environment |= {"MNIST_COURSE_FAST": "1", "MNIST_COURSE_DATA": str(tmp_path / "data")}
    where = subprocess.check_output(
        [sys.executable, "-c", "import mnist_course; print(mnist_course.__file__)"], env=environment, cwd=top, text=True
    )
    assert Path(where.strip()).is_relative_to(installed)
    jupyter = [sys.executable, "-m", "jupyter", "execute", "02_one_hot_labels.ipynb"]
    done = subprocess.run(jupyter, env=environment, cwd=top / "student", capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
