//! Decides events over HTTP.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;
use tcf_audit::enforce::{Disposition, EnforceSettings};
use tcf_codec::Deciseconds;
use tcf_server::{Limits, ListFiles, Recorder, Service, ServiceOptions, router, watch};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch as channel;

/// How long requests may take after the end was asked for.
const GRACE: Duration = Duration::from_secs(10);

/// Decide events over HTTP
#[derive(Parser)]
#[command(version)]
struct Args {
    /// Address to listen on
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Vendor list, or directory that `tcf gvl fetch --dir` filled (repeatable)
    #[arg(long, value_name = "FILE|DIR", required = true)]
    gvl: Vec<PathBuf>,
    /// CMP list
    #[arg(long, value_name = "FILE")]
    cmp_list: Option<PathBuf>,
    /// Host map (CSV)
    #[arg(long, value_name = "FILE")]
    hosts: Option<PathBuf>,
    /// Use the nearest vendor list if the one that a string names is not available
    #[arg(long)]
    any_gvl: bool,
    /// Pass events that cannot be decided
    #[arg(long)]
    pass_unknown: bool,
    /// Evaluation date of events without a time; without one, they cannot be decided
    #[arg(long, value_name = "DATE")]
    as_of: Option<Deciseconds>,
    /// Append decision records to a file, before they are answered
    #[arg(long, value_name = "FILE")]
    records: Option<PathBuf>,
    /// Flush records to the disk before they are answered
    #[arg(long, requires = "records")]
    sync: bool,
    /// How often to look for changed lists, in seconds; 0 is never
    #[arg(long, value_name = "SECONDS", default_value_t = 10)]
    poll: u64,
    /// Maximum length of a body, in bytes
    #[arg(long, value_name = "BYTES", default_value_t = Limits::default().body)]
    max_body: usize,
    /// Maximum time of a request, in milliseconds
    #[arg(long, value_name = "MILLISECONDS", default_value_t = 5_000)]
    timeout: u64,
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(Args::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}

async fn run(args: Args) -> Result<(), Box<dyn std::error::Error>> {
    let unknown = if args.pass_unknown { Disposition::Pass } else { Disposition::Deny };
    let settings = EnforceSettings {
        unknown,
        as_of: args.as_of,
        any_gvl: args.any_gvl,
        ..EnforceSettings::default()
    };
    let files = ListFiles { gvls: args.gvl, cmps: args.cmp_list, hosts: args.hosts };
    let recorder = match &args.records {
        Some(path) => Some(
            Recorder::append(path, args.sync)
                .map_err(|error| format!("{}: {error}", path.display()))?,
        ),
        None => None,
    };
    let options = ServiceOptions { settings, files, recorder, ..ServiceOptions::default() };
    let service = Service::new(options)?;
    if args.poll > 0 {
        tokio::spawn(watch(service.clone(), Duration::from_secs(args.poll)));
    }
    tokio::spawn(reload_on_hangup(service.clone(), signal(SignalKind::hangup())?));

    let listener = TcpListener::bind(args.listen).await?;
    // The port may have been chosen by the system.
    println!("listening on {}", listener.local_addr()?);
    let limits = Limits { body: args.max_body, time: Duration::from_millis(args.timeout) };
    let (to_server, mut ended) = channel::channel(false);
    let (mut terminate, mut interrupt) =
        (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    tokio::spawn(async move {
        tokio::select! { _ = terminate.recv() => {}, _ = interrupt.recv() => {} }
        // Fails only if the server has ended.
        let _ = to_server.send(true);
    });
    let mut stop = ended.clone();
    let server =
        axum::serve(listener, router(service, limits)).with_graceful_shutdown(async move {
            // An error means that no signal can come any more.
            let _ = stop.wait_for(|&is_ended| is_ended).await;
        });
    let deadline = async move {
        let _ = ended.wait_for(|&is_ended| is_ended).await;
        tokio::time::sleep(GRACE).await;
    };
    tokio::select! {
        result = server.into_future() => result?,
        () = deadline => eprintln!("closed connections that were still open"),
    }
    Ok(())
}

/// Reloads the lists on SIGHUP.
async fn reload_on_hangup(service: Service, mut hangups: tokio::signal::unix::Signal) {
    while hangups.recv().await.is_some() {
        // The result is printed.
        let _ = service.reload_in_background().await;
    }
}
