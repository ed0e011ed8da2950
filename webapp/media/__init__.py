"""Pictures and sounds of questions: encoded anew, stored under the key of their bytes, served."""
