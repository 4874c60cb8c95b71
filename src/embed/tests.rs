//! The real model on real texts; each test says so loudly and does nothing when `make models` has not been run.

use std::{
    io::Write,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use sha2::{Digest, Sha256};

use super::{EmbedError, Embedder, EmbedderChoice, ModelFiles, files, runtime};

const FILES: [&str; 6] = [
    "model.safetensors",
    "tokenizer.json",
    "tokenizer_config.json",
    "special_tokens_map.json",
    "config.json",
    "libonnxruntime.so",
];

/// The folder that `.ci/models` fills, if it is filled.
fn models_dir() -> Option<PathBuf> {
    let cache = || Some(directories::BaseDirs::new()?.cache_dir().join("annexa").join("models"));
    let dir = std::env::var_os("ANNEXA_MODELS_DIR").map(PathBuf::from).or_else(cache)?;
    if dir.join("model.safetensors").exists() {
        return Some(dir);
    }
    // Not eprintln!, which the test harness hides when a test passes.
    let said =
        writeln!(std::io::stderr(), "\n*** SKIPPED: no embedding model in {}: run `make models` ***", dir.display());
    said.ok().and(None)
}

fn embedder() -> Option<Embedder> {
    models_dir().map(|dir| Embedder::start(&dir, 2).unwrap())
}

/// A folder that links to the real files, except `broken`, which gets `content` or is left out.
fn broken_copy(real: &Path, broken: &str, content: Option<&[u8]>) -> tempfile::TempDir {
    let copy = tempfile::tempdir().unwrap();
    for name in FILES {
        if name != broken {
            std::fs::hard_link(real.join(name), copy.path().join(name))
                .or_else(|_| std::fs::copy(real.join(name), copy.path().join(name)).map(|_| ()))
                .unwrap();
        } else if let Some(content) = content {
            std::fs::write(copy.path().join(name), content).unwrap();
        }
    }
    copy
}

fn cosine(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

fn assert_same(a: &[f32], b: &[f32]) {
    assert!(cosine(a, b) > 0.99999, "cosine {}", cosine(a, b));
}

#[test]
fn the_committed_graph_is_the_one_that_was_generated() {
    assert_eq!(format!("{:x}", Sha256::digest(files::GRAPH)), files::GRAPH_SHA256);
}

#[tokio::test]
async fn similar_sentences_are_closer_than_dissimilar_ones() {
    let Some(embedder) = embedder() else { return };
    let question = embedder.query("Who may enter the server room?").await.unwrap();
    let passages =
        ["Physical access to the data centre is restricted to named staff.", "Invoices are paid in 30 days."];
    let found = embedder.passages(passages.map(str::to_owned).to_vec()).await.unwrap();
    let (near, far) = (cosine(&question.vector, &found[0].vector), cosine(&question.vector, &found[1].vector));
    assert!(near > far + 0.2, "near {near}, far {far}");
    assert_eq!(question.vector.len(), embedder.dimensions());
    assert!((cosine(&question.vector, &question.vector) - 1.0).abs() < 1e-5);
}

/// Reference values of the published model for this sentence, computed with another graph and another tokenizer build.
#[tokio::test]
async fn vectors_are_those_of_the_published_model() {
    let Some(embedder) = embedder() else { return };
    let vector =
        embedder.query("How do we control access to our information systems, and who approves it?").await.unwrap();
    for (found, expected) in vector.vector.iter().zip([0.021_218_76, 0.019_526_19, -0.017_443]) {
        assert!((found - expected).abs() < 1e-4, "{found} instead of {expected}");
    }
}

#[tokio::test]
async fn a_padded_batch_gives_what_single_texts_give_in_their_order() {
    let Some(embedder) = embedder() else { return };
    let sentence = "Access rights are reviewed at planned intervals and removed when somebody leaves. ";
    let texts: Vec<String> = (0..11).map(|n| format!("{n} {}", sentence.repeat(n * 7 % 11))).collect();
    let together = embedder.passages(texts.clone()).await.unwrap();
    assert_eq!(together.len(), texts.len());
    for (text, vector) in texts.iter().zip(&together) {
        assert_same(&vector.vector, &embedder.query(text).await.unwrap().vector);
    }
    assert_eq!(together, embedder.passages(texts).await.unwrap(), "the same call gives the same vectors");
}

#[tokio::test]
async fn odd_texts_are_no_problem() {
    let Some(embedder) = embedder() else { return };
    let long = "Überprüfung der Zugriffsrechte 🔐 ".repeat(3200);
    assert!(long.len() > 100_000);
    let texts = vec![String::new(), long.clone(), "\0\u{200b}\u{feff}".to_owned(), "x".repeat(50_000)];
    let vectors = embedder.passages(texts).await.unwrap();
    assert!(vectors.iter().all(|vector| (cosine(&vector.vector, &vector.vector) - 1.0).abs() < 1e-4));
    assert_same(&vectors[1].vector, &embedder.query(&long[..long.floor_char_boundary(9000)]).await.unwrap().vector);
    assert!(embedder.passages(Vec::new()).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_query_overtakes_passages_and_an_abandoned_call_stops() {
    let Some(embedder) = embedder() else { return };
    embedder.warm().await.unwrap();
    let text = "Backups are tested by restoring them. ".repeat(30);
    let many = tokio::spawn({
        let (embedder, texts) = (embedder.clone(), vec![text; 100_000]);
        async move { embedder.passages(texts).await }
    });
    tokio::time::sleep(Duration::from_millis(100)).await;
    let few = tokio::time::timeout(Duration::from_secs(30), async {
        embedder.query("backup").await.unwrap();
        embedder.passages(vec!["restore".to_owned()]).await.unwrap();
    });
    few.await.expect("neither a query nor a short call waits for a long one");
    assert!(!many.is_finished());
    many.abort();
    let _ = many.await;
    let stopped = tokio::task::spawn_blocking(move || drop(embedder));
    tokio::time::timeout(Duration::from_secs(30), stopped).await.expect("the thread ends").unwrap();
}

#[test]
fn a_changed_file_is_found_and_stamps_do_not_hide_it() {
    let Some(dir) = models_dir() else { return };
    let mut content = std::fs::read(dir.join("tokenizer.json")).unwrap();
    let copy = broken_copy(&dir, "tokenizer.json", Some(&content));
    let fine = ModelFiles::locate(copy.path());
    assert!(fine.is_ok(), "{fine:?}");
    content[1000] ^= 1;
    std::fs::write(copy.path().join("tokenizer.json"), &content).unwrap();
    for _ in 0..2 {
        let Err(EmbedError::WrongHash { path, expected, found }) = ModelFiles::locate(copy.path()) else {
            panic!("the changed file was accepted")
        };
        assert!(path.ends_with("tokenizer.json") && expected != found);
    }
}

#[test]
fn a_missing_file_or_folder_is_named() {
    let Some(dir) = models_dir() else { return };
    let copy = broken_copy(&dir, "config.json", None);
    let error = Embedder::start(copy.path(), 2).err().unwrap();
    assert!(matches!(&error, EmbedError::Missing { path, .. } if path.ends_with("config.json")), "{error}");
    assert!(error.to_string().contains("make models"), "{error}");
    let error = Embedder::start(&copy.path().join("nowhere"), 2).err().unwrap();
    assert!(matches!(error, EmbedError::Missing { .. }), "{error}");
}

#[test]
fn a_garbage_library_is_refused_before_it_is_loaded() {
    let Some(dir) = models_dir() else { return };
    let copy = broken_copy(&dir, "libonnxruntime.so", Some(b"\x7fELF garbage"));
    let error = Embedder::start(copy.path(), 2).err().unwrap();
    assert!(matches!(error, EmbedError::WrongHash { .. }), "{error}");
}

/// ONNX Runtime is loaded once for a process, so this needs one of its own, where none has been loaded.
#[test]
fn a_library_that_cannot_be_loaded_is_an_error() {
    let (this, child) = ("a_library_that_cannot_be_loaded_is_an_error", "only_in_a_process_of_its_own");
    let name = std::thread::current().name().unwrap_or_default().replace(this, child);
    let tests = std::env::current_exe().unwrap();
    let output = Command::new(tests).args(["--ignored", "--exact", &name]).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.contains("1 passed"), "{said}");
}

#[test]
#[ignore = "a part of a_library_that_cannot_be_loaded_is_an_error"]
fn only_in_a_process_of_its_own() {
    let dir = tempfile::tempdir().unwrap();
    let library = dir.path().join("libonnxruntime.so");
    let refused = |content: Option<&[u8]>| {
        if let Some(content) = content {
            std::fs::write(&library, content).unwrap();
        }
        let error = runtime::environment(&library).err().unwrap();
        assert!(matches!(error, EmbedError::Runtime { .. }), "{error}");
        assert!(error.to_string().contains("make models"), "{error}");
    };
    refused(None);
    refused(Some(b""));
    refused(Some(b"not a library"));
    refused(Some(&[b"\x7fELF\x02\x01\x01".as_slice(), &[0; 4096]].concat()));
    if let Ok(other) = std::fs::read("/lib/x86_64-linux-gnu/libm.so.6") {
        refused(Some(&other));
    }
}

/// The catalogue keeps the same model as another export; in its cache's layout our own files serve as well.
#[tokio::test]
async fn a_model_of_the_catalogue_that_was_downloaded_needs_no_network() {
    let Some(dir) = models_dir() else { return };
    let copy = broken_copy(&dir, "nothing", None);
    let repository = copy.path().join("catalogue").join("models--Qdrant--all-MiniLM-L6-v2-onnx");
    let snapshot = repository.join("snapshots").join("abc");
    std::fs::create_dir_all(repository.join("refs")).unwrap();
    std::fs::create_dir_all(&snapshot).unwrap();
    std::fs::write(repository.join("refs").join("main"), "abc").unwrap();
    std::fs::write(snapshot.join("model.onnx"), files::GRAPH).unwrap();
    for name in FILES {
        std::fs::rename(copy.path().join(name), snapshot.join(name)).unwrap();
    }
    std::fs::rename(snapshot.join("libonnxruntime.so"), copy.path().join("libonnxruntime.so")).unwrap();

    let other = Embedder::start_with(&EmbedderChoice::Catalogue("AllMiniLML6V2".to_owned()), copy.path(), 2).unwrap();
    let ours = Embedder::start(&dir, 2).unwrap();
    assert_eq!(other.dimensions(), 384);
    assert_ne!(other.fingerprint(), ours.fingerprint());
    let text = "Suppliers are assessed before they get access.";
    assert_same(&other.query(text).await.unwrap().vector, &ours.query(text).await.unwrap().vector);
}

#[test]
fn a_choice_is_parsed_at_the_door() {
    assert_eq!("minilm".parse::<EmbedderChoice>().unwrap(), EmbedderChoice::MiniLm);
    for known in ["BGESmallENV15", "bgesmallenv15", "Xenova/bge-small-en-v1.5"] {
        assert_eq!(known.parse::<EmbedderChoice>().unwrap(), EmbedderChoice::Catalogue(known.to_owned()));
    }
    let error = "gpt-9".parse::<EmbedderChoice>().unwrap_err().to_string();
    assert!(error.contains("gpt-9") && error.contains("BGESmallENV15"), "{error}");
}

#[test]
fn fingerprints_are_stable() {
    assert_eq!(ModelFiles::fingerprint(), ModelFiles::fingerprint());
    assert_eq!(ModelFiles::fingerprint().len(), 16);
}
