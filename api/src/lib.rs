

pub mod sample;
