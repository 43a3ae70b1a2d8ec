//! Sends events to a service and prints how long the answers take.
//!
//! `cargo run --release --example load -- 127.0.0.1:8080 events.ndjson 8 200000` sends the lines of
//! the file in turn, over 8 connections, one event per request, 200,000 in total.

use std::error::Error;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::thread;
use std::time::{Duration, Instant};

type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

fn main() -> Result<()> {
    let args: Vec<_> = std::env::args().skip(1).collect();
    let [address, file, connections, requests] = args.as_slice() else {
        return Err("expected ADDRESS FILE CONNECTIONS REQUESTS".into());
    };
    let (connections, requests): (usize, usize) = (connections.parse()?, requests.parse()?);
    let text = std::fs::read_to_string(file)?;
    let events: Vec<_> = text.lines().filter(|line| !line.is_empty()).collect();
    if events.is_empty() || connections == 0 {
        return Err("no events, or no connections".into());
    }
    let start = Instant::now();
    let mut times = thread::scope(|scope| {
        let each = requests / connections;
        let threads: Vec<_> = (0..connections)
            .map(|number| {
                let first = number * each % events.len();
                let events = events.iter().cycle().skip(first).take(each).copied();
                scope.spawn(move || run(address, events))
            })
            .collect();
        let mut times = Vec::new();
        for thread in threads {
            times.extend(thread.join().map_err(|_| "a thread panicked")??);
        }
        Ok::<_, Box<dyn Error + Send + Sync>>(times)
    })?;
    let elapsed = start.elapsed();
    times.sort_unstable();
    let count = times.len();
    let at = |percent: usize| times.get((count * percent / 100).min(count - 1)).copied();
    println!("{count} requests in {elapsed:.2?} over {connections} connections");
    for (name, time) in [("p50", at(50)), ("p99", at(99)), ("max", times.last().copied())] {
        println!("{name} {:.0?}", time.unwrap_or_default());
    }
    Ok(())
}

/// Sends requests one after the other over one connection. Returns the time of each.
fn run<'e>(address: &str, events: impl Iterator<Item = &'e str>) -> Result<Vec<Duration>> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_nodelay(true)?;
    let mut reader = BufReader::new(stream.try_clone()?);
    let (mut times, mut line, mut body) = (Vec::new(), String::new(), Vec::new());
    for event in events {
        let length = event.len();
        let request = format!(
            "POST /decide HTTP/1.1\r\nhost: load\r\ncontent-length: {length}\r\n\r\n{event}"
        );
        let start = Instant::now();
        stream.write_all(request.as_bytes())?;
        let mut length = 0;
        let mut is_ok = None;
        loop {
            line.clear();
            reader.read_line(&mut line)?;
            is_ok.get_or_insert_with(|| line.starts_with("HTTP/1.1 200"));
            if line == "\r\n" || line.is_empty() {
                break;
            }
            if let Some((name, value)) = line.split_once(':')
                && name.eq_ignore_ascii_case("content-length")
            {
                length = value.trim().parse()?;
            }
        }
        body.resize(length, 0);
        reader.read_exact(&mut body)?;
        times.push(start.elapsed());
        if is_ok != Some(true) {
            return Err(format!("not answered: {}", String::from_utf8_lossy(&body)).into());
        }
    }
    Ok(times)
}
