//! Where artefacts are: the same addresses for every family, and what an address means.

use axum::{
    extract::{FromRequestParts, MatchedPath},
    http::request::Parts,
};

use crate::{
    server::{guard::InWorkspace, input::Named, problem::ApiError, state::Shared},
    store::{ArtefactId, ArtefactPlace, Family},
};

/// The addresses of a family and what is said of them.
pub(super) struct Paths {
    pub(super) family: Family,
    pub(super) all: &'static str,
    pub(super) one: &'static str,
    pub(super) versions: &'static str,
    pub(super) diff: &'static str,
    pub(super) review: &'static str,
    pub(super) approval: &'static str,
    pub(super) withdrawal: &'static str,
    pub(super) acknowledgements: &'static str,
    pub(super) says: Sayings,
}

/// One line for each thing that can be done.
pub(super) struct Sayings {
    pub(super) list: &'static str,
    pub(super) draft: &'static str,
    pub(super) read: &'static str,
    pub(super) write: &'static str,
    pub(super) versions: &'static str,
    pub(super) diff: &'static str,
    pub(super) review: &'static str,
    pub(super) approval: &'static str,
    pub(super) withdrawal: &'static str,
    pub(super) acknowledgements: &'static str,
}

macro_rules! paths {
    ($family:expr, $name:literal, $many:literal, $one:literal) => {
        Paths {
            family: $family,
            all: concat!("/api/v1/workspaces/{w}/", $name),
            one: concat!("/api/v1/workspaces/{w}/", $name, "/{a}"),
            versions: concat!("/api/v1/workspaces/{w}/", $name, "/{a}/versions"),
            diff: concat!("/api/v1/workspaces/{w}/", $name, "/{a}/diff"),
            review: concat!("/api/v1/workspaces/{w}/", $name, "/{a}/review"),
            approval: concat!("/api/v1/workspaces/{w}/", $name, "/{a}/approval"),
            withdrawal: concat!("/api/v1/workspaces/{w}/", $name, "/{a}/withdrawal"),
            acknowledgements: concat!("/api/v1/workspaces/{w}/", $name, "/{a}/acknowledgements"),
            says: Sayings {
                list: concat!("List ", $many),
                draft: concat!("Draft ", $one, " from the profile"),
                read: concat!("Read ", $one),
                write: concat!("Write the next version of ", $one),
                versions: concat!("List the versions of ", $one),
                diff: concat!("Compare two versions of ", $one),
                review: concat!("Send a version of ", $one, " into review"),
                approval: concat!("Approve a version of ", $one),
                withdrawal: concat!("Withdraw a version of ", $one),
                acknowledgements: concat!("Note who has read ", $one),
            },
        }
    };
}

pub(super) const PATHS: [Paths; 4] = [
    paths!(Family::Policies, "policies", "policies, those that are needed and those that are not", "a policy"),
    paths!(Family::Soa, "soa", "the Statement of Applicability", "the Statement of Applicability"),
    paths!(Family::Risks, "risks", "the risk register", "the risk register"),
    paths!(Family::Audits, "audits", "audit material", "audit material"),
];

/// A family in a workspace, as the path names it.
#[derive(Clone)]
pub(super) struct At {
    pub(super) place: InWorkspace,
    pub(super) family: Family,
}

/// An artefact, as the path names it; whether it is there is for the store to say.
pub(super) struct Which {
    pub(super) at: At,
    id: ArtefactId,
}

impl Which {
    pub(super) fn place(&self) -> ArtefactPlace<'_> {
        ArtefactPlace { workspace: self.at.place.id(), family: self.at.family, id: &self.id }
    }
}

impl FromRequestParts<Shared> for At {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &Shared) -> Result<Self, ApiError> {
        let place = InWorkspace::from_request_parts(parts, state).await?;
        let path = parts.extensions.get::<MatchedPath>().map_or("", MatchedPath::as_str);
        // "", "api", "v1", "workspaces", "{w}", family
        let name = path.split('/').nth(5).unwrap_or_default();
        let family = Family::ALL.into_iter().find(|family| family.name() == name);
        let family = family.ok_or_else(|| ApiError::Internal("a route without a family".to_owned()))?;
        Ok(Self { place, family })
    }
}

impl FromRequestParts<Shared> for Which {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &Shared) -> Result<Self, ApiError> {
        let at = At::from_request_parts(parts, state).await?;
        let Named(id) = Named::from_request_parts(parts, state).await?;
        Ok(Self { at, id })
    }
}
