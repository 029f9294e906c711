//! What is about a body is seen by those who keep the body, or the country whose authority it is.

pub(crate) mod store;
