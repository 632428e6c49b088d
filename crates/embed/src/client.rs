//! The worker as an encoder: `plenary-embed` at the other end of two pipes.

use std::env;
use std::io::{BufReader, BufWriter, Read};
use std::path::PathBuf;
use std::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use arrow_ipc::reader::StreamReader;
use arrow_ipc::writer::StreamWriter;
use arrow_schema::ArrowError;
use ndarray::{Array2, s};

use crate::model::ModelFolder;
use crate::protocol::{self, Header};
use crate::{Device, EmbedError, Encoder, EncoderId, Encodings, Settings};

/// Texts in a request: enough that few dummy rows are needed (a corpus of a few reports goes in
/// one), few enough to show progress.
pub const ROWS: usize = 512;

/// Encodes by the worker program, which is started at the first text and ends with this value.
pub struct WorkerEncoder {
    settings: Settings,
    model: ModelFolder,
    id: EncoderId,
    running: Option<Running>,
}

impl WorkerEncoder {
    /// The encoder for a model folder. Looks for no program and starts none before a text comes.
    pub fn new(settings: &Settings, model: ModelFolder) -> Result<Self, EmbedError> {
        // A graphics card has its own arithmetic.
        if settings.device == Device::Cpu && !settings.precision.is_supported() {
            return Err(EmbedError::NoBf16);
        }
        let hash = model.hash()?;
        let id = EncoderId {
            name: model.name(&hash),
            hash,
            precision: settings.precision.to_string(),
            engine: match settings.device {
                Device::Cpu => "rust-bert",
                Device::Cuda => "rust-bert on cuda",
            },
        };
        Ok(Self { settings: settings.clone(), model, id, running: None })
    }

    fn start(&self) -> Result<Running, EmbedError> {
        let mut command = Command::new(find(&self.settings)?);
        command.arg("--model").arg(&self.model.path);
        command.args(["--precision", self.settings.precision.as_str()]);
        command.args(["--device", self.settings.device.as_str()]);
        if let Some(threads) = self.settings.threads {
            command.args(["--threads", &threads.to_string()]);
        }
        // Tensors come and go by the megabyte: without this the worker's memory goes back to the
        // system and returns zeroed at every layer, a fifth of its time.
        for (name, bytes) in
            [("MALLOC_MMAP_THRESHOLD_", 32_u64 << 20), ("MALLOC_TRIM_THRESHOLD_", 128 << 20)]
        {
            if env::var_os(name).is_none() {
                command.env(name, bytes.to_string());
            }
        }
        Running::start(command, Duration::from_secs(self.settings.patience.max(1)))
    }
}

/// The worker program: as the settings say, `PLENARY_EMBED`, or beside this program.
pub fn find(settings: &Settings) -> Result<PathBuf, EmbedError> {
    let named = settings
        .worker
        .clone()
        .or_else(|| env::var_os("PLENARY_EMBED").filter(|v| !v.is_empty()).map(PathBuf::from));
    if let Some(program) = named {
        return if program.is_file() {
            Ok(program)
        } else {
            Err(EmbedError::WorkerMissing { looked_for: vec![program] })
        };
    }
    let name = format!("plenary-embed{}", env::consts::EXE_SUFFIX);
    // Tests and examples lie one folder below the programs.
    let looked_for: Vec<PathBuf> = env::current_exe()
        .and_then(|path| path.canonicalize())
        .ok()
        .iter()
        .flat_map(|path| path.ancestors().skip(1).take(2))
        .map(|folder| folder.join(&name))
        .collect();
    match looked_for.iter().find(|path| path.is_file()) {
        Some(path) => Ok(path.clone()),
        None => Err(EmbedError::WorkerMissing { looked_for }),
    }
}

impl Encoder for WorkerEncoder {
    fn id(&self) -> &EncoderId {
        &self.id
    }

    fn dim(&self) -> usize {
        self.model.dim
    }

    fn max_tokens(&self) -> usize {
        self.model.max_tokens
    }

    fn encode(
        &mut self,
        texts: &[&str],
        progress: &mut dyn FnMut(usize),
    ) -> Result<Encodings, EmbedError> {
        if texts.is_empty() {
            return Ok(Encodings { vectors: Array2::zeros((0, self.dim())), tokens: Vec::new() });
        }
        let mut running = match self.running.take() {
            Some(running) => running,
            None => self.start()?,
        };
        match running.encode(texts, &self.model, &self.id, progress) {
            Ok(encodings) => {
                self.running = Some(running);
                Ok(encodings)
            }
            Err(failure) => Err(running.fail(failure)),
        }
    }
}

/// A worker that runs.
struct Running {
    program: PathBuf,
    child: Mutex<Child>,
    patience: Duration,
    requests: StreamWriter<BufWriter<ChildStdin>>,
    stdout: Option<ChildStdout>,
    answers: Option<StreamReader<BufReader<ChildStdout>>>,
    /// What it said on standard error, once it has closed that.
    stderr: Receiver<String>,
    ended: Option<String>,
}

/// Why an answer did not come.
enum Failure {
    /// The pipe ended or was never right: the worker's end tells which.
    Stream(String),
    /// An answer came, but to another question.
    Answer(String),
}

impl From<ArrowError> for Failure {
    fn from(error: ArrowError) -> Self {
        Self::Stream(error.to_string())
    }
}

impl Running {
    fn start(mut command: Command, patience: Duration) -> Result<Self, EmbedError> {
        let program = PathBuf::from(command.get_program());
        let failed = |source| EmbedError::WorkerStart { program: program.clone(), source };
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(failed)?;
        let taken = (child.stdin.take(), child.stdout.take(), child.stderr.take());
        let (Some(stdin), stdout @ Some(_), Some(stderr)) = taken else {
            return Err(failed(std::io::Error::other("has no pipes")));
        };
        let (tell, told) = mpsc::channel();
        thread::spawn(move || tell.send(last_words(stderr)));
        let requests = StreamWriter::try_new(BufWriter::new(stdin), &protocol::request_schema())
            .map_err(|e| failed(std::io::Error::other(e)));
        match requests {
            Ok(requests) => Ok(Self {
                program,
                child: Mutex::new(child),
                patience,
                requests,
                stdout,
                answers: None,
                stderr: told,
                ended: None,
            }),
            Err(error) => {
                let _ = child.kill();
                let _ = child.wait();
                Err(error)
            }
        }
    }

    fn encode(
        &mut self,
        texts: &[&str],
        model: &ModelFolder,
        id: &EncoderId,
        progress: &mut dyn FnMut(usize),
    ) -> Result<Encodings, Failure> {
        // Texts of like length together need few dummy rows; the longest first, so that no replica
        // is left with one at the end.
        let mut order: Vec<usize> = (0..texts.len()).collect();
        order.sort_by_key(|&i| (std::cmp::Reverse(texts[i].len()), i));
        let mut vectors = Array2::zeros((texts.len(), model.dim));
        let mut tokens = vec![0; texts.len()];

        let Self { child, patience, requests, stdout, answers, ended, .. } = self;
        let (child, patience, order) = (&*child, *patience, &order);
        thread::scope(|scope| {
            // Written beside the reading: both pipes are short.
            let writer = scope.spawn(move || -> Result<(), ArrowError> {
                for rows in order.chunks(ROWS) {
                    requests.write(&protocol::request(rows.iter().map(|&i| texts[i]))?)?;
                }
                requests.flush()
            });
            let (heard, hears) = mpsc::channel();
            // A worker that lives and says nothing would be waited for without end.
            let watch = scope.spawn(move || {
                loop {
                    match hears.recv_timeout(patience) {
                        Ok(()) => {}
                        Err(RecvTimeoutError::Disconnected) => return false,
                        Err(RecvTimeoutError::Timeout) => {
                            let _ = lock(child).kill();
                            return true;
                        }
                    }
                }
            });
            let mut read = || -> Result<(), Failure> {
                if let Some(stdout) = stdout.take() {
                    let reader = StreamReader::try_new(BufReader::new(stdout), None)?;
                    check(Header::read(&reader.schema()), model, id)?;
                    *answers = Some(reader);
                }
                let Some(answers) = answers else {
                    return Err(Failure::Stream("its pipe is closed".to_owned()));
                };
                let mut done = 0;
                for rows in order.chunks(ROWS) {
                    let Some(batch) = answers.next() else {
                        return Err(Failure::Stream("it stopped answering".to_owned()));
                    };
                    let answer = protocol::read_answer(&batch?, model.dim)
                        .map_err(|e| Failure::Answer(e.to_string()))?;
                    if answer.tokens.len() != rows.len() {
                        return Err(Failure::Answer(format!(
                            "{} vectors for {} texts",
                            answer.tokens.len(),
                            rows.len()
                        )));
                    }
                    for (from, &to) in rows.iter().enumerate() {
                        vectors.slice_mut(s![to, ..]).assign(&answer.vectors.row(from));
                        tokens[to] = answer.tokens[from];
                    }
                    done += rows.len();
                    progress(done);
                    let _ = heard.send(());
                }
                Ok(())
            };
            let mut outcome = read();
            drop(heard);
            if watch.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)) {
                outcome = Err(Failure::Answer(format!(
                    "no answer for {} seconds; `patience` under [embed] makes that longer",
                    patience.as_secs()
                )));
            }
            if outcome.is_err() {
                // Nobody reads any more: the worker has to end, or the writer would wait for ever.
                *ended = Some(end(&mut lock(child)));
            }
            let written = writer.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            outcome?;
            written.map_err(Failure::from)
        })?;
        Ok(Encodings { vectors, tokens })
    }

    /// The error that a failure is, in the light of how the worker ended and what it said.
    fn fail(mut self, failure: Failure) -> EmbedError {
        let program = std::mem::take(&mut self.program);
        let ended = self.ended.take().unwrap_or_else(|| end(&mut lock(&self.child)));
        // A program that it started may hold the pipe open for longer than is worth waiting.
        let stderr = self.stderr.recv_timeout(Duration::from_secs(1)).unwrap_or_default();
        match failure {
            Failure::Stream(_) if ended != WELL => {
                EmbedError::WorkerDied { program, status: ended, stderr }
            }
            Failure::Stream(what) | Failure::Answer(what) => {
                EmbedError::WorkerAnswer { program, what, stderr }
            }
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // All answers are read by now, or nobody waits for them.
        let mut child = lock(&self.child);
        let _ = child.kill();
        let _ = child.wait();
    }
}

/// The worker's process; nothing that can panic is done while it is locked.
fn lock(child: &Mutex<Child>) -> MutexGuard<'_, Child> {
    child.lock().unwrap_or_else(PoisonError::into_inner)
}

/// How a worker ended that had no reason to end badly.
const WELL: &str = "";

/// Waits a little for the worker to end by itself, then makes it. Tells how it ended where that
/// was by itself and badly, otherwise [`WELL`].
fn end(child: &mut Child) -> String {
    for _ in 0..50 {
        match child.try_wait() {
            Ok(Some(status)) if status.success() => return WELL.to_owned(),
            Ok(Some(status)) => return status.to_string(),
            Ok(None) => thread::sleep(Duration::from_millis(10)),
            Err(error) => return error.to_string(),
        }
    }
    let _ = child.kill();
    let _ = child.wait();
    WELL.to_owned()
}

/// The end of what a worker says on standard error, which is read to its end so that it never
/// waits for a reader.
fn last_words(stderr: ChildStderr) -> String {
    const KEPT: usize = 2000;
    let mut kept = Vec::new();
    let mut block = [0; 4096];
    let mut stderr = stderr;
    while let Ok(read @ 1..) = stderr.read(&mut block) {
        kept.extend_from_slice(&block[..read]);
        let surplus = kept.len().saturating_sub(KEPT);
        kept.drain(..surplus);
    }
    String::from_utf8_lossy(&kept).trim().to_owned()
}

fn check(header: Option<Header>, model: &ModelFolder, id: &EncoderId) -> Result<(), Failure> {
    let header = header.ok_or_else(|| Failure::Answer("it does not name its model".to_owned()))?;
    let wrong = |what: &str, theirs: &str, ours: &str| {
        Err(Failure::Answer(format!("its {what} is {theirs} instead of {ours}")))
    };
    if header.hash != id.hash {
        wrong("model", &header.hash, &id.hash)
    } else if header.precision != id.precision {
        wrong("precision", &header.precision, &id.precision)
    } else if header.dim != model.dim {
        wrong("length of a vector", &header.dim.to_string(), &model.dim.to_string())
    } else {
        Ok(())
    }
}
