"""The functions of OnMeeting: accounts, meetings and everything stateless around them."""
