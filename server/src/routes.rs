//! The routes.

use std::time::Duration;

use axum::Router;
use axum::body::{Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};

use crate::service::{Decided, Service, write_error};

/// The limits of a request.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The most bytes of a body. Longer ones are answered with 413.
    pub body: usize,
    /// How long reading and answering a request may take. Then it is answered with 408.
    pub time: Duration,
}

/// 1 MiB, 5 seconds.
impl Default for Limits {
    fn default() -> Self {
        Self { body: 1024 * 1024, time: Duration::from_secs(5) }
    }
}

const JSON: &str = "application/json";
const NDJSON: &str = "application/x-ndjson";
const TEXT: &str = "text/plain; version=0.0.4; charset=utf-8";

type Context = (Service, Limits);

/// The routes of the service.
///
/// They need tokio's multi-threaded runtime: requests are decided in place, which may block
/// ([`block_in_place`](tokio::task::block_in_place) panics in the runtime of one thread).
pub fn router(service: Service, limits: Limits) -> Router {
    let context = (service, limits);
    Router::new()
        .route("/decide", post(decide))
        .route("/reload", post(reload))
        .route("/metrics", get(metrics))
        .route("/health", get(|| async { "ok" }))
        .layer(from_fn_with_state(context.clone(), limit))
        .with_state(context)
}

/// Bounds the time of a request and counts its status.
async fn limit(State((service, limits)): State<Context>, request: Request, next: Next) -> Response {
    let response = match tokio::time::timeout(limits.time, next.run(request)).await {
        Ok(response) => response,
        Err(_) => failure(StatusCode::REQUEST_TIMEOUT, "the request took too long"),
    };
    service.metrics().responded(response.status().as_u16());
    response
}

async fn decide(State((service, limits)): State<Context>, request: Request) -> Response {
    let is_batch = is_ndjson(request.headers());
    let body = match body(request, limits.body).await {
        Ok(body) => body,
        Err(response) => return response,
    };
    let Ok(text) = str::from_utf8(&body) else {
        service.metrics().failed();
        return failure(StatusCode::BAD_REQUEST, "the body is not UTF-8");
    };
    // Records may be written to a disk, which blocks.
    let decided = tokio::task::block_in_place(|| {
        if is_batch {
            let lines = text.lines().enumerate().filter(|(_, line)| !line.trim_ascii().is_empty());
            service.decide(lines.map(|(index, line)| (index + 1, line)))
        } else {
            service.decide(std::iter::once((1, text)))
        }
    });
    match decided {
        Ok(Decided { lines, is_complete }) => {
            let is_ok = is_batch || is_complete;
            let status = if is_ok { StatusCode::OK } else { StatusCode::BAD_REQUEST };
            let content_type = if is_batch { NDJSON } else { JSON };
            (status, [(CONTENT_TYPE, content_type)], lines).into_response()
        }
        Err(error) => {
            eprintln!("cannot write decision records: {error}");
            failure(StatusCode::SERVICE_UNAVAILABLE, "decision records cannot be written")
        }
    }
}

/// Whether the body has a line for each event.
fn is_ndjson(headers: &HeaderMap) -> bool {
    let content_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let name = content_type.and_then(|value| value.split(';').next()).unwrap_or_default();
    name.trim().eq_ignore_ascii_case(NDJSON)
}

/// The body, if it is not too long.
async fn body(request: Request, max: usize) -> Result<Bytes, Response> {
    let too_long = || failure(StatusCode::PAYLOAD_TOO_LARGE, "the body is too long");
    let length = request.headers().get(CONTENT_LENGTH).and_then(|value| value.to_str().ok());
    let length = length.and_then(|length| length.parse().ok());
    if length.is_some_and(|length: u64| u64::try_from(max).is_ok_and(|max| length > max)) {
        return Err(too_long());
    }
    // An error here is a body that is too long, or a connection that was closed.
    to_bytes(request.into_body(), max).await.map_err(|_| too_long())
}

async fn reload(State((service, _)): State<Context>) -> Response {
    match service.reload_in_background().await {
        Ok(revision) => {
            let body = format!("{{\"revision\":{revision}}}\n");
            ([(CONTENT_TYPE, JSON)], body).into_response()
        }
        Err(error) => failure(StatusCode::INTERNAL_SERVER_ERROR, &error.to_string()),
    }
}

async fn metrics(State((service, _)): State<Context>) -> Response {
    ([(CONTENT_TYPE, TEXT)], service.metrics_text()).into_response()
}

fn failure(status: StatusCode, message: &str) -> Response {
    let mut body = Vec::new();
    write_error(1, message, &mut body);
    (status, [(CONTENT_TYPE, JSON)], body).into_response()
}
