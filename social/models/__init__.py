from social.models.relations import Block, Follow
from social.models.uploads import VideoUpload
from social.models.videos import Audience, State, Video, VideoLike

__all__ = ["Audience", "Block", "Follow", "State", "Video", "VideoLike", "VideoUpload"]
