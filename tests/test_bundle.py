"""The zip for a room without a network, unpacked and used there."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent / "book"))
import bundle

NOWHERE = "http://127.0.0.1:9"  # nobody answers


def test_without_a_site_nothing_is_packed(tmp_path):
    with pytest.raises(ValueError, match=r"expected the site in .*run make book first"):
        bundle.make(tmp_path / "made", site=tmp_path)
    assert not (tmp_path / "made").exists()


@pytest.mark.full
def test_in_a_new_folder_without_a_network_the_package_installs_and_a_student_notebook_runs(tmp_path):
    site = tmp_path / "site"
    site.mkdir()
    (site / "index.html").write_text("the site")
    shutil.unpack_archive(bundle.make(tmp_path / "made", site=site), tmp_path / "a room")
    top = next((tmp_path / "a room").iterdir())
    assert {path.name for path in top.iterdir() if path.suffix != ".whl"} == {
        *("START.md", "packages.txt", "site", "notebooks", "student", "slides", "questions")
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
