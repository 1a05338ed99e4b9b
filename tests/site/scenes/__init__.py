"""For each form that the robot does not send in the demo: a record that shows it, in the state that does."""
