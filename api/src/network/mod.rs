//! The directory: who is in the network and who does what.
