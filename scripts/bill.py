"""The bill of materials of a package, in CycloneDX 1.6, checked against its schema."""
import hashlib
import json
import datetime
import pathlib
import re
import subprocess
import sys
import uuid
import zipfile

import pinned

LOCK = pinned.ROOT / "packages/schema.lock"
RESOURCES = "cyclonedx/schema/_res/"
SCHEMA = "bom-1.6.SNAPSHOT.schema.json"

# What is inside each package: Debian's package, the license. Swift and the console's wheels are told apart below.
HEADERS = {"libboost1.81-dev": "BSL-1.0"}
STATIC = {"libssl-dev": "Apache-2.0", "libstdc++-12-dev": "GPL-3.0-only WITH GCC-exception-3.1",
          "libc6-dev": "LGPL-2.1-or-later"}
SERVER_ONLY = {"libtomlplusplus-dev": "MIT"}
FONTS = {"fonts-inter-variable": "OFL-1.1", "fonts-jetbrains-mono": "OFL-1.1"}
WHEELS = {"lucide": "ISC", "uplot-python": "MIT"}


def of(name: str, version: str, architecture: str, epoch: int, libraries: list[str]) -> str:
    """`libraries` are the packages that it is linked with and finds on its machine."""
    is_server = name == "breeze"
    parts = [swift()]
    inside = HEADERS | STATIC | (SERVER_ONLY | FONTS if is_server else {})
    if is_server:
        inside = {key: value for key, value in inside.items() if key not in STATIC}
    parts += [debian(package, terms, "required") for package, terms in inside.items()]
    parts += [debian(package, None, "optional") for package in libraries + (["postgresql-15"] if is_server else [])]
    if is_server:
        parts += [wheel(package, terms) for package, terms in WHEELS.items()]
        # The agent that it hands out.
        parts.append(component("application", "breeze-agent", version, own("breeze-agent", version, architecture), "Apache-2.0"))
    parts.sort(key=lambda part: part["bom-ref"])
    subject = component("application", name, version, own(name, version, architecture), "Apache-2.0")
    refs = [part["bom-ref"] for part in parts]
    bill = {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json", "bomFormat": "CycloneDX", "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "timestamp": datetime.datetime.fromtimestamp(epoch, datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "component": subject},
        "components": parts,
        "dependencies": [{"ref": subject["bom-ref"], "dependsOn": refs}, *({"ref": ref, "dependsOn": []} for ref in refs)],
    }
    digest = hashlib.sha256(json.dumps(bill, sort_keys=True).encode()).hexdigest()
    bill["serialNumber"] = f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, digest)}"
    check(bill)
    return json.dumps(bill, indent=1, sort_keys=True) + "\n"


def component(kind: str, name: str, version: str, purl: str, terms: str | None, scope: str | None = None) -> dict:
    part = {"type": kind, "name": name, "version": version, "bom-ref": purl, "purl": purl}
    if terms:
        is_expression = " " in terms
        part["licenses"] = [{"expression": terms}] if is_expression else [{"license": {"id": terms}}]
    return part | ({"scope": scope} if scope else {})


def own(name: str, version: str, architecture: str) -> str:
    return f"pkg:deb/breeze/{name}@{version}?arch={architecture}"


def debian(package: str, terms: str | None, scope: str) -> dict:
    """`scope`: required is inside, optional is found on the machine, as CycloneDX has no word of its own for that."""
    query = ["dpkg-query", "--show", "--showformat=${Version} ${Architecture}", package]
    version, architecture = subprocess.check_output(query, text=True).split()
    purl = f"pkg:deb/debian/{package}@{version}?arch={architecture}&distro=bookworm".replace("+", "%2B")
    return component("library", package, version, purl, terms, scope)


def swift() -> dict:
    said = subprocess.check_output(["swift", "--version"], text=True, stderr=subprocess.DEVNULL)
    version = re.search(r"Swift version (\S+)", said).group(1)
    return component("framework", "swift", version, f"pkg:github/swiftlang/swift@swift-{version}-RELEASE",
                     "Apache-2.0 WITH Swift-exception", "required")


def wheel(package: str, terms: str) -> dict:
    lock = (pinned.ROOT / "web/assets.lock").read_text()
    version, digest = re.search(rf"^{package}==(\S+)\s+--hash=sha256:(\S+)", lock, re.M).groups()
    part = component("library", package, version, f"pkg:pypi/{package}@{version}", terms, "required")
    return part | {"hashes": [{"alg": "SHA-256", "content": digest}]}


def check(bill: dict) -> None:
    import jsonschema
    from referencing import Registry, Resource
    schemas = zipfile.ZipFile(fetched())
    registry = Registry()
    for name in schemas.namelist():
        if name.startswith(RESOURCES) and name.endswith(".schema.json"):
            text = Resource.from_contents(json.loads(schemas.read(name)))
            # They refer to each other by the names of their files, from wherever they are said to be.
            file = name.removeprefix(RESOURCES)
            for place in [text.id() or file, file, f"http://cyclonedx.org/schema/{file}"]:
                registry = registry.with_resource(place, text)
    schema = json.loads(schemas.read(RESOURCES + SCHEMA))
    wrong = sorted(jsonschema.Draft7Validator(schema, registry=registry).iter_errors(bill), key=str)
    if wrong:
        sys.exit("\n".join(f"bill of materials: {error.json_path}: {error.message}" for error in wrong[:10]))


def fetched() -> pathlib.Path:
    wheels = pinned.CACHE / "wheels"
    if not list(wheels.glob("cyclonedx_python_lib-*.whl")):
        wheels.mkdir(parents=True, exist_ok=True)
        subprocess.run([sys.executable, "-m", "pip", "download", "-q", "--disable-pip-version-check", "--no-deps",
                        "--only-binary=:all:", "--require-hashes", "-r", LOCK, "-d", wheels], check=True)
    return next(wheels.glob("cyclonedx_python_lib-*.whl"))
