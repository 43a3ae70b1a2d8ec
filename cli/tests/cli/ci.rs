//! Runs the GitHub action, the pre-commit hook and the examples of `docs/ci` as CI services do.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

use crate::server::Server;
use crate::{TC, copy_all, path_with_tcf, run, tcf, text};

/// Legitimate interest for purpose 3 (P011).
const PROFILING: &str = "CQg2bYAQg2bYAEsABAENCMFgAIAAACIAAAYgAAoAAoAA.IAAo";

/// A string that names a list that does not exist.
fn without_list() -> String {
    let payload = r#"{"cmpId": 300, "vendorListVersion": 4049, "created": "2026-03-10"}"#;
    text(&run(tcf(["encode", payload]), b"").stdout).trim_end().to_owned()
}

fn root() -> PathBuf {
    fs::canonicalize(Path::new(env!("CARGO_MANIFEST_DIR")).join("..")).unwrap()
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap()
}

fn yaml(path: &str) -> Value {
    serde_saphyr::from_str(&read(path)).unwrap()
}

fn str_of(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}"))
}

/// The directory of a job, with partner strings, a baseline, and the fixture lists in the cache.
struct Job {
    dir: PathBuf,
    variables: BTreeMap<String, String>,
}

impl Job {
    fn new(test: &str, partners: &str) -> Self {
        let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("ci").join(test);
        let _ = fs::remove_dir_all(&dir);
        fs::create_dir_all(dir.join("runner/bin")).unwrap();
        fs::create_dir_all(dir.join(".tcf-cache")).unwrap();
        copy_all(&root().join("fixtures/gvl"), &dir.join(".tcf-cache/gvl"));
        fs::write(dir.join("partners.tsv"), partners).unwrap();
        fs::write(dir.join("known.txt"), "# tcf baseline 1\nP011\tacme\n").unwrap();
        let dir = fs::canonicalize(dir).unwrap();
        let path = |name: &str| dir.join(name).to_str().unwrap().to_owned();
        let variables = [
            ("PATH", format!("{}:{}", path("runner/bin"), path_with_tcf())),
            ("RUNNER_TEMP", path("runner")),
            ("GITHUB_OUTPUT", path("runner/output")),
            ("GITHUB_PATH", path("runner/path")),
            ("TCF_CACHE", path(".tcf-cache")),
            // Requests to the network fail.
            ("ALL_PROXY", "http://127.0.0.1:9".to_owned()),
        ];
        let variables = variables.map(|(name, value)| (name.to_owned(), value)).into();
        Self { dir, variables }
    }

    /// Writes an executable script, from another process: a child that another test starts while
    /// this process has the file open for writing would inherit it and make it unexecutable.
    fn script(&self, name: &str, script: &str) {
        let write = format!("mkdir -p $(dirname {name}) && cat > {name} && chmod +x {name}");
        let mut command = Command::new("sh");
        command.args(["-c", &write]).current_dir(&self.dir);
        assert!(run(command, format!("#!/bin/sh\n{script}\n").as_bytes()).status.success());
    }

    /// Runs a script as CI services run bash.
    fn bash(&self, script: &str, more: &BTreeMap<String, String>) -> Output {
        let mut command = Command::new("bash");
        command
            .args(["--noprofile", "--norc", "-eo", "pipefail", "-c", script])
            .current_dir(&self.dir);
        command.env_remove("TCF_GVL").env_remove("GITHUB_ACTIONS").envs(&self.variables).envs(more);
        run(command, b"")
    }

    /// Lets `tcf gvl fetch` use a server in which no list exists.
    fn use_empty_server(&self, server: &Server) {
        let binary = env!("CARGO_BIN_EXE_tcf");
        let script = format!(
            "unset ALL_PROXY\n[ \"$1 $2\" = 'gvl fetch' ] && exec '{binary}' \"$@\" --base-url {}\n\
             exec '{binary}' \"$@\"",
            server.url
        );
        self.script("runner/bin/tcf", &script);
        fs::create_dir_all(self.dir.join(".tcf-bin/bin")).unwrap();
        self.script(".tcf-bin/bin/tcf", &script);
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.dir.join(name)).unwrap()
    }

    /// Runs the action with the binary of this test.
    fn act(&self, with: &[(&str, &str)]) -> Output {
        let action = yaml("action.yml");
        let inputs = action["inputs"].as_object().unwrap();
        let mut given: BTreeMap<_, _> =
            inputs.iter().map(|(name, input)| (name.as_str(), str_of(&input["default"]))).collect();
        given.insert("binary", env!("CARGO_BIN_EXE_tcf"));
        for (name, value) in with {
            given.insert(name, value).unwrap_or_else(|| panic!("the action has no input {name:?}"));
        }
        let mut output = None;
        for step in action["runs"]["steps"].as_array().unwrap() {
            match step.get("if").map(str_of) {
                Some("inputs.files != ''") if given["files"].is_empty() => continue,
                None | Some("inputs.files != ''") => {}
                Some(other) => panic!("this test knows no condition {other:?}"),
            }
            assert_eq!(step["shell"], "bash");
            let variables = step["env"].as_object().unwrap().iter();
            let variables = variables.map(|(name, value)| {
                let expression =
                    str_of(value).strip_prefix("${{ ").unwrap().strip_suffix(" }}").unwrap();
                let value = match expression.split_once('.').unwrap() {
                    ("inputs", input) => given[input].to_owned(),
                    ("github", "action_path") => root().to_str().unwrap().to_owned(),
                    other => panic!("this test knows no expression {other:?}"),
                };
                (name.clone(), value)
            });
            let step_output = self.bash(str_of(&step["run"]), &variables.collect());
            let failed = !step_output.status.success();
            output = Some(step_output);
            if failed {
                break;
            }
        }
        output.unwrap()
    }
}

#[test]
fn scripts_of_the_action_contain_no_expressions() {
    let action = yaml("action.yml");
    let steps = action["runs"]["steps"].as_array().unwrap();
    let mut used = Vec::new();
    for step in steps {
        assert!(
            !str_of(&step["run"]).contains("${{"),
            "an input would be evaluated by the shell: {step}"
        );
        used.extend(step["env"].as_object().unwrap().values().map(str_of));
    }
    for input in action["inputs"].as_object().unwrap().keys() {
        assert!(used.contains(&format!("${{{{ inputs.{input} }}}}").as_str()), "{input} is used");
    }
}

#[test]
fn the_action_validates() {
    let job = Job::new("action", &format!("acme\t{PROFILING}\n"));
    fs::create_dir(job.dir.join("more")).unwrap();
    fs::write(job.dir.join("more/a b.tsv"), format!("buzz\t{TC}\n")).unwrap();
    let of = |with: &[(&str, &str)]| {
        let _ = fs::remove_file(job.dir.join("runner/output"));
        let output = job.act(&[&[("args", "--as-of=2026-06-01")], with].concat());
        let code = output.status.code().unwrap();
        assert_eq!(job.read("runner/output"), format!("status={code}\n"));
        (code, text(&output.stdout).to_owned())
    };
    let (code, annotations) = of(&[("files", "partners.tsv")]);
    assert_eq!(code, 1);
    assert!(annotations.contains("::error file=partners.tsv,line=1,"), "{annotations}");
    assert_eq!(of(&[("files", "partners.tsv"), ("baseline", "known.txt")]).0, 0);
    let (code, annotations) =
        of(&[("files", "more/*.tsv\n\nmore/a b.tsv\n"), ("gvl", "\n.tcf-cache/gvl\n")]);
    assert_eq!(code, 0, "{annotations}");
    assert_eq!(annotations.matches("file=more/a b.tsv,line=1,").count() % 2, 0, "{annotations}");
    let (code, printed) =
        of(&[("files", "**/*.tsv"), ("format", "junit"), ("output", "out put.xml")]);
    assert_eq!((code, printed.as_str()), (1, ""));
    assert_eq!(job.read("out put.xml").matches("<testsuite ").count(), 2);
    assert_eq!(of(&[("files", "partners.tsv"), ("args", "--as-of=2026-06-01\n--allow=P011")]).0, 0);
    for nothing in ["*.none", "none.tsv"] {
        assert_eq!(of(&[("files", nothing)]).0, 2, "{nothing}");
    }
}

#[test]
fn inputs_of_the_action_are_not_evaluated_by_the_shell() {
    let job = Job::new("shell", &format!("acme\t{TC}\n"));
    for evil in [
        "$(touch pwned)",
        "`touch pwned`",
        "; touch pwned",
        "\"; touch pwned; \"",
        "'; touch pwned; '",
    ] {
        for input in ["files", "args", "format", "output", "gvl", "baseline", "config"] {
            let with: BTreeMap<_, _> = [("files", "partners.tsv"), (input, evil)].into();
            job.act(&with.into_iter().collect::<Vec<_>>());
            assert!(!job.dir.join("pwned").exists(), "{input}: {evil}");
        }
    }
}

#[test]
fn the_action_without_files_only_installs() {
    let job = Job::new("path", "");
    let output = job.act(&[]);
    assert_eq!(output.status.code(), Some(0));
    let dir = job.read("runner/path");
    let version =
        job.bash("tcf --version", &[("PATH".to_owned(), format!("{}:/bin", dir.trim()))].into());
    assert_eq!(text(&version.stdout), concat!("tcf ", env!("CARGO_PKG_VERSION"), "\n"));
    assert!(!job.dir.join("runner/output").exists());
}

#[test]
fn the_build_script_runs_the_built_command() {
    let job = Job::new("script", "");
    fs::create_dir_all(job.dir.join("clone/.ci/bin")).unwrap();
    fs::copy(root().join(".ci/bin/tcf"), job.dir.join("clone/.ci/bin/tcf")).unwrap();
    let build =
        format!("mkdir -p target/release; cp '{}' target/release/tcf", env!("CARGO_BIN_EXE_tcf"));
    job.script("runner/bin/cargo", &format!("echo \"$PWD: $*\"\n{build}"));
    let output =
        job.bash("bash clone/.ci/bin/tcf explain 'P011' --format=ndjson", &BTreeMap::new());
    assert_eq!(output.status.code(), Some(0));
    assert!(
        text(&output.stdout).starts_with("{\"code\":\"P011\""),
        "only the output of tcf: {}",
        text(&output.stdout)
    );
    let stderr = text(&output.stderr);
    let clone = job.dir.join("clone");
    assert!(stderr.starts_with(&format!("{}: build ", clone.display())), "{stderr}");
    assert!(stderr.contains(" --package tcf-cli "), "{stderr}");
}

#[test]
fn the_pre_commit_hook_validates_files() {
    let job = Job::new("hook", &format!("acme\t{TC}\n"));
    fs::write(job.dir.join("new ones.tsv"), format!("buzz\t{PROFILING}\n")).unwrap();
    let hooks = yaml(".pre-commit-hooks.yaml");
    let [hook] = hooks.as_array().unwrap().as_slice() else { panic!("one hook: {hooks}") };
    assert_eq!(hook["language"], "script");
    let mut entry = str_of(&hook["entry"]).split(' ');
    assert_eq!(entry.next(), Some(".ci/bin/tcf"));
    let entry: Vec<_> = entry.collect();
    let of = |files: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tcf"));
        command.current_dir(&job.dir).args(&entry).arg("--as-of=2026-06-01").args(files);
        run(command, b"").status.code()
    };
    assert_eq!(of(&["partners.tsv"]), Some(0));
    assert_eq!(of(&["partners.tsv", "new ones.tsv"]), Some(1));
}

#[test]
fn the_github_example_runs() {
    let workflow = yaml("docs/ci/github.yml");
    let steps = workflow["jobs"]["validate"]["steps"].as_array().unwrap();
    let known = Job::new("github", &format!("acme\t{PROFILING}\n"));
    let new = Job::new("github-new", &format!("acme\t{PROFILING}\nbuzz\t{PROFILING}\n"));
    let bad = Job::new("github-bad", &format!("acme\t{PROFILING}\nbad\t{}\n", without_list()));
    let server = Server::start();
    bad.use_empty_server(&server);
    for (job, want) in [(&known, 0), (&new, 1), (&bad, 1)] {
        let mut status = Vec::new();
        for step in steps {
            let uses = step.get("uses").map(str_of);
            let output = match (uses, step.get("run").map(str_of)) {
                (None, Some(script)) => job.bash(script, &BTreeMap::new()),
                (Some(uses), None) if uses.starts_with("OWNER/tcf@") => {
                    assert_eq!(uses, concat!("OWNER/tcf@v", env!("CARGO_PKG_VERSION")));
                    let with = step.get("with").and_then(Value::as_object).into_iter().flatten();
                    let with: Vec<_> =
                        with.map(|(name, value)| (name.as_str(), str_of(value))).collect();
                    job.act(&with)
                }
                // Third-party steps.
                _ => continue,
            };
            status.push(output.status.code().unwrap());
        }
        // Install, fetch lists, annotate, SARIF.
        assert_eq!(status, [0, 0, want, 0]);
        let sarif: Value = serde_json::from_str(&job.read("tcf.sarif")).unwrap();
        let results = sarif["runs"][0]["results"].as_array().unwrap();
        let profiling: Vec<_> =
            results.iter().filter(|result| result["ruleId"] == "P011").collect();
        assert_eq!(profiling.len(), if job.dir == new.dir { 2 } else { 1 }, "{results:?}");
        let lacks_list = results.iter().filter(|result| result["ruleId"] == "G024").count();
        assert_eq!(lacks_list, usize::from(job.dir == bad.dir), "{results:?}");
    }
}

#[test]
fn the_gitlab_example_runs() {
    let pipeline = yaml("docs/ci/gitlab.yml");
    let job_of = &pipeline["consent-strings"];
    assert_eq!(job_of["image"], concat!("rust:", env!("CARGO_PKG_RUST_VERSION")));
    assert_eq!(job_of["variables"]["TCF_TAG"], concat!("v", env!("CARGO_PKG_VERSION")));
    let lines = |key: &str| job_of[key].as_array().unwrap().iter().map(str_of).collect::<Vec<_>>();
    let script = [lines("before_script"), lines("script")].concat().join("\n");
    let report = str_of(&job_of["artifacts"]["reports"]["junit"]);
    let server = Server::start();
    for (test, more, want) in [
        ("gitlab", String::new(), 0),
        ("gitlab-new", format!("buzz\t{PROFILING}\n"), 1),
        ("gitlab-bad", format!("bad\t{}\n", without_list()), 1),
    ] {
        let job = Job::new(test, &format!("acme\t{PROFILING}\n{more}"));
        // Restored from the cache of an earlier job.
        job.use_empty_server(&server);
        let output = job.bash(&script, &BTreeMap::new());
        assert_eq!(output.status.code(), Some(want), "{}", text(&output.stderr));
        assert_eq!(job.read(report).matches("<failure ").count(), usize::try_from(want).unwrap());
    }
}

#[test]
fn the_shell_example_runs() {
    let job = Job::new("any", &format!("acme\t{PROFILING}\n"));
    fs::write(job.dir.join("a b.tsv"), format!("buzz\t{PROFILING}\n")).unwrap();
    let script = root().join("docs/ci/validate.sh");
    let of = |files: &[&str]| {
        let mut command = Command::new(&script);
        command.args(files).current_dir(&job.dir).env_remove("TCF_GVL").envs(&job.variables);
        run(command, b"").status.code()
    };
    assert_eq!(of(&["partners.tsv"]), Some(0));
    assert_eq!(of(&["partners.tsv", "a b.tsv"]), Some(1));
    assert_eq!(of(&["none.tsv"]), Some(2));
    fs::write(job.dir.join("bad.tsv"), format!("bad\t{}\n", without_list())).unwrap();
    assert_eq!(of(&["partners.tsv", "bad.tsv"]), Some(2), "no network");
    let server = Server::start();
    job.use_empty_server(&server);
    assert_eq!(of(&["partners.tsv", "bad.tsv"]), Some(1));
    fs::remove_file(job.dir.join("known.txt")).unwrap();
    assert_eq!(of(&["partners.tsv"]), Some(1));
}
