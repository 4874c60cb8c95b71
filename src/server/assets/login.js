// Why: the sign-in page works without a script; this only says what failed and keeps the place the user wanted.

const failed = new URLSearchParams(location.search).get('error') === '1';
document.getElementById('error').hidden = !failed;

// A fragment on the form's address survives the redirect, so the user lands where they were.
if (location.hash.startsWith('#/')) document.getElementById('login').action = `/login${location.hash}`;

document.getElementById('key').focus();
