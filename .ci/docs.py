"""Prints the commands of a document as one shell script: docs.py DOCUMENT SERVER."""
import re
import sys

text = open(sys.argv[1]).read()
blocks = re.findall(r"(?:^<!-- (\S+\.py) -->\n)?^```(sh|python)\n(.*?)^```$", text, re.S | re.M)
if not blocks:
    sys.exit(f"no commands in {sys.argv[1]}")
# What the shell names is in the environment of what it starts.
print("set -aeuo pipefail")
for name, language, block in blocks:
    block = block.replace("http://127.0.0.1:8080", sys.argv[2])
    if language == "sh":
        print(block)
        continue
    named = sorted(set(re.findall(r"\b[A-Z][A-Z_]+\b", block)))
    given = "".join(f'{variable} = os.environ.get("{variable}")\n' for variable in named)
    prelude = "" if name else f"import os\n{given}# As in the document:\n"
    print(f"cat > {name or 'block.py'} <<'END_OF_BLOCK'\n{prelude}{block}END_OF_BLOCK")
    if not name:
        # TLS ends before the sample server, which is no reason for a library to refuse it.
        print("OAUTHLIB_INSECURE_TRANSPORT=1 python3 block.py")
