//! The two doors, and the pages that a browser sees.

pub mod pages;
